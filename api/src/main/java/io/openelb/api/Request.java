package io.openelb.api;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.allocation.Claim.Requested;
import io.openelb.core.allocation.ClaimBuilder;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The part of a Service that asks for an Eip or an address, in all its spellings. */
final class Request {

  private static final String LOAD_BALANCER_IP = "spec.loadBalancerIP";
  private static final String ADDRESS_PATH = Names.annotationPath(Names.ADDRESS);
  private static final String EIP_PATH = Names.annotationPath(Names.EIP);
  private static final String PROTOCOL_PATH = Names.annotationPath(Names.PROTOCOL);

  /** How much of a long text is told: what is kept must not grow with what anybody writes. */
  private static final int SHOWN = 64;

  private final ServiceId id;
  private final Map<Family, Requested> addresses = new EnumMap<>(Family.class);
  private final List<String> eips = new ArrayList<>();
  private final List<Violation> problems = new ArrayList<>();

  private Request(ServiceId id) {
    this.id = id;
  }

  static Request of(Service service) {
    Request request = new Request(ServiceMapper.id(service));
    request.readProtocol(ServiceMapper.annotation(service, Names.PROTOCOL));
    request.readEips(ServiceMapper.annotation(service, Names.EIP));
    request.readAddresses(ServiceMapper.annotation(service, Names.ADDRESS));
    String loadBalancerIp =
        service.getSpec() == null ? null : service.getSpec().getLoadBalancerIP();
    if (loadBalancerIp != null && !loadBalancerIp.isBlank()) {
      request.readLoadBalancerIp(loadBalancerIp.strip(), service);
    }
    return request;
  }

  Set<Ip> addresses() {
    return addresses.values().stream().map(Requested::ip).collect(Collectors.toUnmodifiableSet());
  }

  ClaimBuilder into(ClaimBuilder claim) {
    eips.forEach(name -> claim.pool(name, EIP_PATH));
    addresses.values().forEach(requested -> claim.requested(requested.ip(), requested.path()));
    return claim.problems(problems);
  }

  private void readProtocol(String protocol) {
    if (!protocol.isEmpty() && !protocol.equals(Names.LAYER2)) {
      refuse(
          PROTOCOL_PATH,
          Reason.INVALID,
          "'"
              + shortened(protocol)
              + "' is not served by this system; write layer2 or remove the annotation");
    }
  }

  private void readEips(String names) {
    words(EIP_PATH, names).stream().filter(name -> !name.isEmpty()).forEach(eips::add);
  }

  private void readAddresses(String texts) {
    if (texts.isEmpty()) {
      return;
    }
    for (String text : words(ADDRESS_PATH, texts)) {
      if (read(ADDRESS_PATH, text) instanceof Parsed.Good<Ip>(Ip ip)) {
        Requested earlier = addresses.put(ip.family(), new Requested(ip, ADDRESS_PATH));
        if (earlier != null && !earlier.ip().equals(ip)) {
          refuse(
              ADDRESS_PATH,
              Reason.CONTRADICTION,
              earlier.ip()
                  + " and "
                  + ip
                  + " are both "
                  + ip.family()
                  + "; ask for one address of each family");
        }
      }
    }
  }

  private void readLoadBalancerIp(String text, Service service) {
    if (!(read(LOAD_BALANCER_IP, text) instanceof Parsed.Good<Ip>(Ip ip))) {
      return;
    }
    if (ServiceMapper.prefilled(service).contains(ip)) {
      return;
    }
    Requested other = addresses.putIfAbsent(ip.family(), new Requested(ip, LOAD_BALANCER_IP));
    if (other != null && !other.ip().equals(ip)) {
      refuse(
          LOAD_BALANCER_IP,
          Reason.CONTRADICTION,
          ip
              + " is not "
              + other.ip()
              + " of "
              + ADDRESS_PATH
              + "; write the same in both, or only one of them");
    }
  }

  private List<String> words(String path, String text) {
    if (Words.areTooMany(text)) {
      refuse(
          path,
          Reason.INVALID,
          "'%s' is too much; write at most %d words between commas, and %,d characters"
              .formatted(shortened(text), Words.MOST, Words.LENGTH));
      return List.of();
    }
    return Words.of(text).toList();
  }

  private Parsed<Ip> read(String path, String text) {
    Parsed<Ip> parsed = Ip.parse(text);
    if (parsed instanceof Parsed.Bad<Ip>(String message)) {
      refuse(path, Reason.INVALID, message);
    }
    return parsed;
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  private void refuse(String path, Reason reason, String message) {
    problems.add(new Violation(path, reason, path + " of Service " + id + ": " + message));
  }
}
