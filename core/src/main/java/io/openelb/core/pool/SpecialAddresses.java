package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Addresses that no host of a segment can have (RFC 6890). */
final class SpecialAddresses {

  /**
   * ::ffff:0:0/96 (RFC 4291 2.5.5.2), which can't be written as text here because a user never
   * means it.
   */
  private static final AddressSet IPV4_MAPPED =
      AddressSet.ofRanges(List.of(new Cidr(new Ip(Family.IPV6, 0, 0xffff_0000_0000L), 96).range()));

  private static final Map<AddressSet, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(AddressSet.of("0.0.0.0/8"), "means \"this host\"");
    KINDS.put(AddressSet.of("127.0.0.0/8"), "is loopback");
    KINDS.put(AddressSet.of("169.254.0.0/16"), "is link-local");
    KINDS.put(AddressSet.of("224.0.0.0/4"), "is multicast");
    KINDS.put(AddressSet.of("255.255.255.255"), "is the limited broadcast address");
    KINDS.put(AddressSet.of("::"), "is the unspecified address");
    KINDS.put(AddressSet.of("::1"), "is loopback");
    KINDS.put(IPV4_MAPPED, "is IPv4 in IPv6 form");
    KINDS.put(AddressSet.of("fe80::/10"), "is link-local");
    KINDS.put(AddressSet.of("ff00::/8"), "is multicast");
  }

  private SpecialAddresses() {}

  /** What is wrong with the first of them that the set contains. */
  static Optional<String> firstIn(AddressSet set) {
    return KINDS.entrySet().stream()
        .filter(kind -> !set.intersection(kind.getKey()).isEmpty())
        .map(kind ->
            set.intersection(kind.getKey())
                + " "
                + kind.getValue()
                + "; use addresses of the nodes' segment")
        .findFirst();
  }
}
