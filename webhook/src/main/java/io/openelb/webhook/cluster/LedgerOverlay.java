package io.openelb.webhook.cluster;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;

/**
 * Changes to a ledger that are taken back: of 10,000 Services a copy for each refusal would be
 * dear.
 */
final class LedgerOverlay implements AutoCloseable {

  private final Ledger ledger;
  private final Deque<Runnable> undo = new ArrayDeque<>();

  LedgerOverlay(Ledger ledger) {
    this.ledger = ledger;
  }

  void hold(Tenant tenant, Collection<Ip> addresses) {
    remember(tenant.service());
    ledger.hold(tenant, addresses);
  }

  void release(ServiceId service) {
    remember(service);
    ledger.release(service);
  }

  private void remember(ServiceId service) {
    undo.push(
        ledger
            .recorded(service)
            .<Runnable>map(tenant -> {
              Set<Ip> held = Set.copyOf(ledger.heldBy(tenant));
              return () -> ledger.hold(tenant, held);
            })
            .orElse(() -> ledger.release(service)));
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
