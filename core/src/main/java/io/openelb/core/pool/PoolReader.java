package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Reads one Eip: every rule that needs no other object. */
public final class PoolReader {

  /** Services carry the Eip's name as a label value, which has at most 63 characters. */
  public static final int LONGEST_NAME = 63;

  private static final String LAYER2 = "layer2";
  private static final Set<String> OTHER_PROTOCOLS = Set.of("bgp", "vip");

  private final PoolSpec spec;
  private final Reserved reserved;
  private final List<Violation> violations = new ArrayList<>();

  private PoolReader(PoolSpec spec, Reserved reserved) {
    this.spec = spec;
    this.reserved = reserved;
  }

  /**
   * Reads an Eip.
   *
   * @param reserved what must be left out of every pool
   * @return the pool, marked ready, or every rule that it breaks
   */
  public static PoolReading read(PoolSpec spec, Reserved reserved) {
    return new PoolReader(spec, reserved).read();
  }

  private PoolReading read() {
    checkName();
    checkProtocol();
    InterfaceSelector interfaceSelector = readInterface();
    AddressSet declared = readAddress();
    AddressSet addresses = declared.isEmpty() ? declared : withoutExcluded(declared);
    AddressSet usable = addresses.isEmpty() ? addresses : withoutBuggy(addresses);
    if (!violations.isEmpty()) {
      return new PoolReading.Invalid(violations);
    }
    return new PoolReading.Valid(
        new Pool(
            spec.name(),
            spec.createdAt(),
            addresses,
            usable.minus(reserved.addresses()),
            leftOutOf(usable),
            interfaceSelector,
            spec.disable(),
            spec.priority(),
            Set.copyOf(spec.namespaces()),
            spec.namespaceSelector(),
            spec.nodeSelector(),
            spec.isDefault(),
            true));
  }

  private void checkName() {
    if (spec.name().length() > LONGEST_NAME) {
      refuse(
          "metadata.name",
          "it has "
              + spec.name().length()
              + " characters, but Services carry it as a label; use at most "
              + LONGEST_NAME
              + " characters");
    }
  }

  private void checkProtocol() {
    String protocol = spec.protocol();
    if (protocol.isEmpty() || protocol.equals(LAYER2)) {
      return;
    }
    refuse(
        "spec.protocol",
        OTHER_PROTOCOLS.contains(protocol)
            ? protocol + " is not served by this system; write layer2 or leave it out"
            : "'" + protocol + "' is no protocol; write layer2 or leave it out");
  }

  private InterfaceSelector readInterface() {
    return switch (InterfaceSelector.parse(spec.interfaceName())) {
      case Parsed.Good<InterfaceSelector>(InterfaceSelector selector) -> selector;
      case Parsed.Bad<InterfaceSelector>(String message) -> {
        refuse("spec.interface", message);
        yield new InterfaceSelector.BySubnet();
      }
    };
  }

  private AddressSet readAddress() {
    AddressSet declared = parse("spec.address", spec.address());
    SpecialAddresses.firstIn(declared).ifPresent(message -> refuse("spec.address", message));
    return declared;
  }

  private AddressSet withoutExcluded(AddressSet declared) {
    Family family = declared.ranges().getFirst().family();
    AddressSet rest = declared;
    for (int i = 0; i < spec.exclude().size(); i++) {
      String path = "spec.exclude[" + i + "]";
      AddressSet excluded = parse(path, spec.exclude().get(i));
      if (!excluded.isEmpty() && excluded.ranges().getFirst().family() != family) {
        refuse(
            path,
            excluded
                + " is "
                + excluded.ranges().getFirst().family()
                + " but spec.address is "
                + family
                + "; remove it");
      }
      rest = rest.minus(excluded);
    }
    if (rest.isEmpty()) {
      refuse("spec.exclude", "nothing of " + declared + " is left; exclude less");
    }
    return rest;
  }

  private AddressSet withoutBuggy(AddressSet addresses) {
    if (!spec.avoidBuggyIPs()) {
      return addresses;
    }
    AddressSet buggy = orRefuse("spec.avoidBuggyIPs", BuggyAddresses.in(addresses));
    AddressSet rest = addresses.minus(buggy);
    if (rest.isEmpty()) {
      refuse(
          "spec.avoidBuggyIPs",
          "nothing of " + addresses + " is left without .0 and .255; leave it out");
    }
    return rest;
  }

  private NavigableMap<Ip, String> leftOutOf(AddressSet usable) {
    NavigableMap<Ip, String> leftOut = new TreeMap<>();
    reserved
        .reasons()
        .forEach((ip, what) -> {
          if (usable.contains(ip)) {
            leftOut.put(ip, what);
          }
        });
    return leftOut;
  }

  private AddressSet parse(String path, String text) {
    return orRefuse(path, AddressSet.parse(text));
  }

  private AddressSet orRefuse(String path, Parsed<AddressSet> parsed) {
    return switch (parsed) {
      case Parsed.Good<AddressSet>(AddressSet set) -> set;
      case Parsed.Bad<AddressSet>(String message) -> {
        refuse(path, message);
        yield AddressSet.empty();
      }
    };
  }

  private void refuse(String path, String message) {
    violations.add(
        new Violation(path, Reason.INVALID, path + " of Eip " + spec.name() + ": " + message));
  }
}
