package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.speaker.link.Nic;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What the kernel says besides its interfaces. */
interface Routes {

  /** The gateways of all routes. */
  Set<Ip> gateways();

  /** The interface that leads to an address. */
  Optional<Nic> towards(Ip target, Collection<Nic> nics);

  /** The IPv4 addresses that the kernel answers ARP for on an interface that doesn't have them. */
  Set<Ip> answeredByKernel(String nic);
}
