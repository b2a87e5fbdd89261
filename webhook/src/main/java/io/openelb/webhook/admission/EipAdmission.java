package io.openelb.webhook.admission;

import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.core.address.AddressSet;
import io.openelb.core.allocation.InUseRules;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import io.openelb.webhook.cluster.Basis;
import io.openelb.webhook.cluster.ClusterSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether an Eip may be written or deleted. */
public final class EipAdmission {

  private EipAdmission() {}

  /**
   * Decides. Of an update only what it makes wrong is refused: an Eip that breaks a rule already
   * may still be labelled, lose its finalizers, or be mended in part.
   *
   * @param before null on CREATE
   * @param after null on DELETE
   */
  static Verdict evaluate(@Nullable Eip before, @Nullable Eip after, ClusterSnapshot view) {
    if (after == null) {
      return before == null || before.isMarkedForDeletion()
          ? Verdict.allow()
          : Verdict.deny(deletion(before, view).stream().toList());
    }
    if (after.isMarkedForDeletion()) {
      return Verdict.allow();
    }
    List<Violation> violations = new ArrayList<>(violations(after, view));
    if (before != null) {
      violations.removeAll(violations(before, view));
      change(before, after, view).ifPresent(violations::add);
    }
    return Verdict.deny(violations);
  }

  /** What else than the Eips a refusal can rest on. */
  static Basis basis(@Nullable Eip before, @Nullable Eip after, ClusterSnapshot view) {
    AddressSet had = addresses(before);
    AddressSet has = addresses(after);
    Set<ServiceId> users =
        view.ledger().usedOf(had.minus(has)).values().stream()
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    return new Basis(users, view.nodesWith(has::contains), Set.of());
  }

  private static AddressSet addresses(@Nullable Eip eip) {
    return pool(eip).map(Pool::addresses).orElseGet(AddressSet::empty);
  }

  /** What is wrong with an Eip among the others, however it came to be. */
  private static List<Violation> violations(Eip eip, ClusterSnapshot view) {
    return switch (EipMapper.read(eip, view.reserved())) {
      case PoolReading.Invalid(List<Violation> violations) -> violations;
      case PoolReading.Valid(Pool pool) -> PoolRules.against(view.pools().all(), pool);
    };
  }

  private static Optional<Violation> change(Eip before, Eip after, ClusterSnapshot view) {
    return pool(before)
        .flatMap(from ->
            pool(after)
                .flatMap(to ->
                    InUseRules.change(
                        changed(before, after), from, to, view.pools(), view.ledger())));
  }

  private static String changed(Eip before, Eip after) {
    return Objects.equals(before.getSpec().address(), after.getSpec().address())
        ? "spec.exclude"
        : "spec.address";
  }

  private static Optional<Violation> deletion(Eip eip, ClusterSnapshot view) {
    return pool(eip).flatMap(pool -> InUseRules.deletion(pool, view.pools(), view.ledger()));
  }

  /** An Eip by itself: what is in use stays so, even when nodes have the addresses by now. */
  private static Optional<Pool> pool(@Nullable Eip eip) {
    return eip != null
            && EipMapper.read(eip, Reserved.none()) instanceof PoolReading.Valid(Pool pool)
        ? Optional.of(pool)
        : Optional.empty();
  }
}
