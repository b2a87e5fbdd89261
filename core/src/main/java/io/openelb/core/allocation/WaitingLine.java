package io.openelb.core.allocation;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** The Services that wait for an address, served in the order of their creation. */
public final class WaitingLine {

  private WaitingLine() {}

  /**
   * Serves waiting claims, and records what they get. Each leaves to those behind it what they
   * want, as {@link BestChoice} says.
   *
   * @param undecided promises to those who are not decided yet
   * @return the claims that got something
   */
  public static SequencedMap<Claim, Decision> serve(
      Pools pools, Ledger ledger, Promises undecided, Collection<Claim> waiting) {
    SequencedMap<Claim, Decision> served = new LinkedHashMap<>();
    Set<Wish> hopeless = new HashSet<>();
    List<Claim> queue = new ArrayList<>(waiting);
    queue.sort(Comparator.comparing(Claim::tenant, Tenant.ELDER_FIRST));
    Promises behind = new Promises();
    queue.forEach(behind::put);
    BestChoice best = new BestChoice(pools, ledger, List.of(undecided, behind));
    for (Claim claim : queue) {
      behind.remove(claim.service());
      Optional<Wish> wish = Wish.of(claim, ledger);
      if (wish.filter(hopeless::contains).isPresent()) {
        continue;
      }
      Decision decision = best.decide(claim);
      if (decision instanceof Decision.Assign) {
        ledger.record(claim, decision);
        served.put(claim, decision);
      } else {
        wish.ifPresent(hopeless::add);
      }
    }
    return served;
  }

  /**
   * All that decides what a Service gets that asks for no certain address and holds nothing, or
   * holds a part and names no Eip: where one gets nothing, neither does the next of the same wish,
   * so that a crowd that waits for a full pool, or for a second family, costs little.
   *
   * @param families those of which it holds nothing
   * @param all whether it gets nothing unless it gets all of them
   */
  record Wish(
      String namespace,
      Map<String, String> labels,
      Set<Family> families,
      boolean all,
      List<Claim.Named> pools) {

    static Optional<Wish> of(Claim claim, Ledger ledger) {
      Set<Ip> held = ledger.heldBy(claim);
      Set<Family> missing = new HashSet<>(claim.families());
      held.forEach(ip -> missing.remove(ip.family()));
      boolean plain =
          claim.requested().isEmpty()
              && claim.problems().isEmpty()
              && claim.spoiled().isEmpty()
              && !missing.isEmpty()
              && (held.isEmpty() || claim.pools().isEmpty());
      return plain
          ? Optional.of(
              new Wish(
                  claim.service().namespace(),
                  claim.namespaceLabels(),
                  missing,
                  claim.allFamilies() && held.isEmpty(),
                  claim.pools()))
          : Optional.empty();
    }
  }
}
