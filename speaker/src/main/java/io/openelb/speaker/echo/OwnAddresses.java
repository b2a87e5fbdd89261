package io.openelb.speaker.echo;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.speaker.link.Nic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node's own addresses that can answer echo requests in the place of owned ones.
 *
 * @param all in the order of the interfaces
 */
record OwnAddresses(List<Own> all) {

  static final OwnAddresses NONE = new OwnAddresses(List.of());

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
        if (!own.address().isLinkLocal()) {
          all.add(new Own(nic.name(), own.address(), own.range()));
        }
      }
    }
    return new OwnAddresses(all);
  }

  /**
   * The best for an address that the interface answers for: on that interface, in its subnet. Among
   * equals the present one stays, and the interface's first is chosen.
   */
  Optional<Ip> nearest(String nic, Ip address, @Nullable Ip present) {
    Optional<Ip> best = Optional.empty();
    int bestScore = -1;
    for (Own own : all) {
      if (own.address().family() != address.family()) {
        continue;
      }
      int score =
          (own.nic().equals(nic) ? 4 : 0)
              + (own.subnet().contains(address) ? 2 : 0)
              + (own.address().equals(present) ? 1 : 0);
      if (score > bestScore) {
        best = Optional.of(own.address());
        bestScore = score;
      }
    }
    return best;
  }
}
