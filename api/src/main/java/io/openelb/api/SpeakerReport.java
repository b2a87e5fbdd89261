package io.openelb.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.address.Parsed;
import io.openelb.core.pool.NodeNetwork;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker says of itself and its segment, as JSON in the annotation {@code
 * layer2.openelb.kubesphere.io/report} of its Lease.
 *
 * <p>Addresses and MACs are text here: a report is read by programs of other versions, so one odd
 * entry must not make the rest of it unreadable. Unknown fields are ignored and missing lists are
 * empty, for the same reason.
 *
 * @param node name of the speaker's node
 * @param bootId differs for each start of the speaker
 * @param layer2 whether the speaker answers at all ({@code --enable-layer2})
 * @param interfaces the interfaces that it could announce on
 * @param gateways addresses of the gateways on the segments of its interfaces, but for those that
 *     are nodes
 * @param hears names of the nodes whose speakers it hears on the segment, in order
 * @param tookOver addresses that it owns though the ranking, as it last saw it, names another
 *     first; not all of them if they are very many: those that are left out follow when the ranking
 *     names it for others
 * @param releasing whether it is handing its addresses over, because it stops or is drained
 * @param conflicts addresses of ours that a stranger answers for
 * @param problems what keeps it from working well, a sentence each; one that is about one Eip names
 *     it as {@code Eip NAME}
 * @param keys fingerprints of the keys that it accepts, that of the one it signs with first; see
 *     {@link KeyFingerprint}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SpeakerReport(
    String node,
    String bootId,
    boolean layer2,
    List<Interface> interfaces,
    List<String> gateways,
    List<String> hears,
    List<TookOver> tookOver,
    boolean releasing,
    List<Conflict> conflicts,
    List<String> problems,
    List<String> keys) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final ObjectReader READER = MAPPER.readerFor(SpeakerReport.class);
  private static final ObjectWriter WRITER = MAPPER.writerFor(SpeakerReport.class);

  /** An Eip's name in a sentence, without what ends that. */
  private static final Pattern EIP = Pattern.compile("\\bEip ([a-z0-9.-]*[a-z0-9])");

  /** Fills in what an older or terser speaker left out. */
  public SpeakerReport(
      @JsonProperty("node") @Nullable String node,
      @JsonProperty("bootId") @Nullable String bootId,
      @JsonProperty("layer2") boolean layer2,
      @JsonProperty("interfaces") @Nullable List<Interface> interfaces,
      @JsonProperty("gateways") @Nullable List<String> gateways,
      @JsonProperty("hears") @Nullable List<String> hears,
      @JsonProperty("tookOver") @Nullable List<TookOver> tookOver,
      @JsonProperty("releasing") boolean releasing,
      @JsonProperty("conflicts") @Nullable List<Conflict> conflicts,
      @JsonProperty("problems") @Nullable List<String> problems,
      @JsonProperty("keys") @Nullable List<String> keys) {
    this.node = orEmpty(node);
    this.bootId = orEmpty(bootId);
    this.layer2 = layer2;
    this.interfaces = orEmpty(interfaces);
    this.gateways = orEmpty(gateways);
    this.hears = orEmpty(hears);
    this.tookOver = orEmpty(tookOver);
    this.releasing = releasing;
    this.conflicts = orEmpty(conflicts);
    this.problems = orEmpty(problems);
    this.keys = orEmpty(keys);
  }

  /** The problems that concern an Eip: those that name it, and those that name none. */
  public List<String> problemsOf(String eip) {
    return problems.stream()
        .filter(problem -> {
          List<String> named = EIP.matcher(problem).results().map(found -> found.group(1)).toList();
          return named.isEmpty() || named.contains(eip);
        })
        .toList();
  }

  /**
   * An interface of the node.
   *
   * @param name as the kernel calls it, for instance {@code eth0}
   * @param mac lower case, with colons
   * @param up whether it is up and has a carrier
   * @param addresses its addresses with prefix length, for instance {@code 192.168.0.3/24}
   * @param routes prefixes of its segments that none of these has, for instance {@code
   *     fd00:168::/64}
   * @param members other MACs that its answers may come from: those of a bond's members, as {@code
   *     mac}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Interface(
      String name,
      String mac,
      boolean up,
      List<String> addresses,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> routes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> members) {

    /** Fills in what was left out. */
    public Interface(
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("mac") @Nullable String mac,
        @JsonProperty("up") boolean up,
        @JsonProperty("addresses") @Nullable List<String> addresses,
        @JsonProperty("routes") @Nullable List<String> routes,
        @JsonProperty("members") @Nullable List<String> members) {
      this.name = orEmpty(name);
      this.mac = orEmpty(mac);
      this.up = up;
      this.addresses = orEmpty(addresses);
      this.routes = orEmpty(routes);
      this.members = orEmpty(members);
    }

    /** One with no other segments than those of its addresses, and no members. */
    public Interface(String name, String mac, boolean up, List<String> addresses) {
      this(name, mac, up, addresses, List.of(), List.of());
    }

    /** The segments that it is on; what can't be read is left out. */
    public List<Cidr> segments() {
      return Stream.concat(addresses.stream(), routes.stream()).flatMap(Interface::read).toList();
    }

    private Stream<Cidr> own() {
      return addresses.stream().flatMap(Interface::read);
    }

    private static Stream<Cidr> read(String text) {
      return Cidr.parse(text) instanceof Parsed.Good<Cidr>(Cidr cidr)
          ? Stream.of(cidr)
          : Stream.empty();
    }
  }

  /**
   * Addresses that the speaker took without being the first of their ranking.
   *
   * @param addresses as an {@link AddressSet} is written, for instance {@code
   *     192.168.0.91,192.168.0.95-192.168.0.99}
   * @param reason for people, for instance {@code worker-p001 was silent for 340 ms}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record TookOver(String addresses, String reason) {

    /** More than any segment has; a range that holds more is a mistake. */
    private static final BigInteger MOST = BigInteger.valueOf(100_000);

    /** Fills in what was left out. */
    public TookOver(
        @JsonProperty("addresses") @Nullable String addresses,
        @JsonProperty("reason") @Nullable String reason) {
      this.addresses = orEmpty(addresses);
      this.reason = orEmpty(reason);
    }

    /** The addresses one by one; none if they can't be read. */
    public List<Ip> each() {
      if (!(AddressSet.parse(addresses) instanceof Parsed.Good<AddressSet>(AddressSet set))
          || set.size().compareTo(MOST) > 0) {
        return List.of();
      }
      List<Ip> each = new ArrayList<>(set.size().intValueExact());
      for (IpRange range : set.ranges()) {
        Ip ip = range.first();
        each.add(ip);
        while (!ip.equals(range.last())) {
          ip = ip.next();
          each.add(ip);
        }
      }
      return each;
    }
  }

  /**
   * An address of ours that a station outside the cluster answers for.
   *
   * @param address without prefix length
   * @param mac of the stranger, lower case, with colons
   * @param beforeAnnouncement whether the speaker never heard of one that announced the address, so
   *     that it may be exchanged; false when a speaker leaves it out
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Conflict(String address, String mac, boolean beforeAnnouncement) {

    /** Fills in what was left out. */
    public Conflict(
        @JsonProperty("address") @Nullable String address,
        @JsonProperty("mac") @Nullable String mac,
        @JsonProperty("beforeAnnouncement") boolean beforeAnnouncement) {
      this.address = orEmpty(address);
      this.mac = orEmpty(mac);
      this.beforeAnnouncement = beforeAnnouncement;
    }
  }

  /**
   * The addresses of all its interfaces with the segments that they are on, and the gateways there;
   * what can't be read is left out. An address without a segment says nothing: kube-proxy in IPVS
   * mode keeps those that we give out that way, and a Node tells its own anyhow.
   */
  public NodeNetwork network() {
    return new NodeNetwork(
        interfaces.stream()
            .flatMap(Interface::own)
            .filter(cidr -> cidr.prefixLength() < cidr.address().family().bits())
            .toList(),
        gateways.stream()
            .flatMap(text ->
                Ip.parse(text) instanceof Parsed.Good<Ip>(Ip ip) ? Stream.of(ip) : Stream.empty())
            .toList());
  }

  /**
   * Reads a report.
   *
   * @throws IllegalArgumentException if the text is not a JSON object of this shape; the message
   *     says where
   */
  public static SpeakerReport parse(String json) {
    try {
      SpeakerReport report = READER.readValue(json);
      if (report == null) {
        throw new IllegalArgumentException("invalid speaker report: null");
      }
      return report;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("invalid speaker report: " + e.getMessage(), e);
    }
  }

  /** The report as one line of JSON; equal reports give equal text. */
  public String toJson() {
    try {
      return WRITER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of text and lists can't fail to serialize", e);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
  }
}
