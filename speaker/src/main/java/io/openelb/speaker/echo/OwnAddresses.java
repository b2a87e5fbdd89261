package io.openelb.speaker.echo;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.speaker.link.Nic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The node's own addresses that can answer echo requests in the place of owned ones.
 *
 * @param all in the order of the interfaces
 */
record OwnAddresses(List<Own> all) {

  static final OwnAddresses NONE = new OwnAddresses(List.of());

  private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;
  private static final long LINK_LOCAL_MASK = 0xffc0_0000_0000_0000L;

  /** One of them. */
  record Own(String nic, Ip address, IpRange subnet) {}

  OwnAddresses {
    all = List.copyOf(all);
  }

  /** The addresses of these interfaces, but for those that mean something on their link only. */
  static OwnAddresses of(Collection<Nic> nics) {
    List<Own> all = new ArrayList<>();
    for (Nic nic : nics) {
      for (Cidr own : nic.addresses()) {
        if ((own.address().high() & LINK_LOCAL_MASK) != LINK_LOCAL) {
          all.add(new Own(nic.name(), own.address(), own.range()));
        }
      }
    }
    return new OwnAddresses(all);
  }

  /** The best for an address that the interface answers for: on that interface, in its subnet. */
  Optional<Ip> nearest(String nic, Ip address) {
    Optional<Ip> best = Optional.empty();
    int bestScore = -1;
    for (Own own : all) {
      if (own.address().family() != address.family()) {
        continue;
      }
      int score = (own.nic().equals(nic) ? 2 : 0) + (own.subnet().contains(address) ? 1 : 0);
      if (score > bestScore) {
        best = Optional.of(own.address());
        bestScore = score;
      }
    }
    return best;
  }
}
