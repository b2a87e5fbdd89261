package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import java.util.Optional;

/**
 * What Services want that are not decided yet, or wait. A request goes before a proposal.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Promises {

  private final Wanted wanted = new Wanted();
  private final Wanted askedFor = new Wanted();

  /** Takes note of what a Service wants, in place of what it wanted before. */
  public void put(Claim claim) {
    wanted.put(claim.service(), claim.wants());
    askedFor.put(claim.service(), claim.asksFor());
  }

  /** The Service waits no more. */
  public void remove(ServiceId service) {
    wanted.remove(service);
    askedFor.remove(service);
  }

  /** The lowest address from this one on that nobody wants. */
  Optional<Ip> unpromisedFrom(Ip ip) {
    return wanted.unwantedFrom(ip);
  }

  /** Whether another Service than this asks for the address, or brings it along. */
  boolean askedForByOthers(Ip ip, ServiceId service) {
    return askedFor.byOthers(ip, service);
  }
}
