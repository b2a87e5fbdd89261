package io.openelb.operator.eip;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.openelb.api.Eip;
import io.openelb.api.EipReading;
import io.openelb.api.EipStatus;
import io.openelb.api.ExactNumber;
import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Violation;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the status of an Eip together. */
final class EipStatuses {

  /** How many sentences a condition lists; the API server takes messages of 32768 characters. */
  private static final int SHOWN = 50;

  private final Clock clock;

  EipStatuses(Clock clock) {
    this.clock = clock;
  }

  /**
   * The status.
   *
   * @param used the held addresses with the Services on each
   * @param speakerProblems what keeps nodes from announcing them, a sentence each
   */
  EipStatus status(
      Eip eip,
      EipReading reading,
      NavigableMap<Ip, List<ServiceId>> used,
      List<String> speakerProblems) {
    boolean ready = reading.violations().isEmpty();
    List<Condition> conditions =
        List.of(
            condition(eip, EipStatus.READY, ready, readiness(reading)),
            conflict(eip, reading),
            degraded(eip, speakerProblems));
    Long generation = eip.getMetadata().getGeneration();
    if (reading.pool().isEmpty()) {
      return new EipStatus(
          null, null, null, null, null, null, null, ready, null, conditions, generation);
    }
    AddressSet addresses = reading.pool().get().addresses();
    PoolUsage usage = PoolUsage.of(reading.pool().get(), used.keySet());
    return new EipStatus(
        new ExactNumber(usage.size()),
        ExactNumber.of(usage.used()),
        new ExactNumber(usage.available()),
        usage.available().signum() == 0,
        addresses.first().map(Ip::toString).orElse(null),
        addresses.last().map(Ip::toString).orElse(null),
        reading.pool().get().family() == Family.IPV4,
        ready,
        listed(used),
        conditions,
        generation);
  }

  private static @Nullable Map<String, String> listed(NavigableMap<Ip, List<ServiceId>> used) {
    if (used.size() > EipStatus.USED_LIMIT) {
      return null;
    }
    Map<String, String> listed = new LinkedHashMap<>();
    used.forEach((ip, services) ->
        listed.put(
            ip.toString(),
            services.stream().map(ServiceId::toString).collect(Collectors.joining(";"))));
    return listed;
  }

  private record Said(String reason, String message) {}

  private static Said readiness(EipReading reading) {
    if (reading.violations().isEmpty()) {
      return reading.pool().filter(Pool::disabled).isPresent()
          ? new Said("Disabled", "no new addresses are given out; those that were stay")
          : new Said("Valid", "new addresses are given out");
    }
    return new Said(
        reading.violations().getFirst().reason().toString(),
        Violation.messages(reading.violations()));
  }

  private Condition conflict(Eip eip, EipReading reading) {
    Stream<String> claimed =
        reading.violations().stream().filter(EipStatuses::isOnItsAddresses).map(Violation::message);
    Stream<String> leftOut =
        reading.pool().stream()
            .flatMap(present -> present.leftOut().entrySet().stream())
            .map(entry -> entry.getKey() + " is " + entry.getValue() + " and is left out");
    List<String> conflicts = Stream.concat(claimed, leftOut).toList();
    if (conflicts.isEmpty()) {
      return condition(
          eip, EipStatus.CONFLICT, false, new Said("NoConflict", "nobody else has its addresses"));
    }
    return condition(eip, EipStatus.CONFLICT, true, new Said("AddressInUse", shown(conflicts)));
  }

  private Condition degraded(Eip eip, List<String> speakerProblems) {
    return speakerProblems.isEmpty()
        ? condition(
            eip, EipStatus.DEGRADED, false, new Said("NoProblem", "no speaker has a problem"))
        : condition(
            eip, EipStatus.DEGRADED, true, new Said("SpeakerProblem", shown(speakerProblems)));
  }

  private static String shown(List<String> sentences) {
    String more = sentences.size() > SHOWN ? "; and " + (sentences.size() - SHOWN) + " more" : "";
    return sentences.stream().limit(SHOWN).collect(Collectors.joining("; ")) + more;
  }

  /** Whether others have its addresses; another's role as default is no such conflict. */
  private static boolean isOnItsAddresses(Violation violation) {
    return violation.reason() == Violation.Reason.CONFLICT
        && violation.path().equals("spec.address");
  }

  private Condition condition(Eip eip, String type, boolean holds, Said said) {
    String status = holds ? "True" : "False";
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(said.reason())
        .withMessage(said.message())
        .withObservedGeneration(eip.getMetadata().getGeneration())
        .withLastTransitionTime(
            before(eip, type)
                .filter(last -> status.equals(last.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()))
        .build();
  }

  /** The condition as it stands. */
  static Optional<Condition> before(Eip eip, String type) {
    if (eip.getStatus() == null) {
      return Optional.empty();
    }
    return Objects.requireNonNullElse(eip.getStatus().conditions(), List.<Condition>of()).stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }
}
