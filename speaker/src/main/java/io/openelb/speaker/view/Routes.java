package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.speaker.link.Nic;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** What the kernel's routes say. */
interface Routes {

  /** The gateways of all routes. */
  Set<Ip> gateways();

  /** The interface that leads to an address. */
  Optional<Nic> towards(Ip target, Collection<Nic> nics);
}
