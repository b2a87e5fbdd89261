package io.openelb.speaker;

import io.openelb.api.cli.DurationWithUnit;
import io.openelb.core.announcement.Timings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The flags for {@link Timings}, one for each, of the same name. They must be alike on all nodes:
 * each speaker reckons with when the others act.
 */
final class TimingOptions {

  private static final Duration LISTEN_BEYOND_DEAD = Duration.ofMillis(50);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--interval",
      defaultValue = "100ms",
      converter = DurationWithUnit.class,
      description = "between two advertisements (default: ${DEFAULT-VALUE})")
  private Duration interval = Duration.ZERO;

  @Option(
      names = "--dead",
      converter = DurationWithUnit.class,
      description =
          "how long a silent peer counts as alive, and how long one answers that can't send;"
              + " at least two intervals (default: three intervals)")
  private @Nullable Duration dead;

  @Option(
      names = "--dead-when-busy",
      converter = DurationWithUnit.class,
      description =
          "the same for one that says that its machine keeps it waiting, up to four times as long"
              + " for one that needs it; at least --dead (default: twice --dead)")
  private @Nullable Duration deadWhenBusy;

  @Option(
      names = "--skew",
      defaultValue = "40ms",
      converter = DurationWithUnit.class,
      description =
          "by which each place further down a ranking acts later (default: ${DEFAULT-VALUE})")
  private Duration skew = Duration.ZERO;

  @Option(
      names = "--ask",
      defaultValue = "50ms",
      converter = DurationWithUnit.class,
      description =
          "how long answers are awaited before an address is taken over (default: ${DEFAULT-VALUE})")
  private Duration ask = Duration.ZERO;

  @Option(
      names = "--probe",
      defaultValue = "200ms",
      converter = DurationWithUnit.class,
      description =
          "the same for an address that nobody was heard to own before (default: ${DEFAULT-VALUE})")
  private Duration probe = Duration.ZERO;

  @Option(
      names = "--listen",
      converter = DurationWithUnit.class,
      description =
          "how long one listens before it asks, having started or fenced itself (default: 50ms more"
              + " than --dead)")
  private @Nullable Duration listen;

  @Option(
      names = "--listen-max",
      defaultValue = "5s",
      converter = DurationWithUnit.class,
      description =
          "how long one that fenced itself again and again leaves free addresses to others that"
              + " live, at most; doubled up to this from --listen (default: ${DEFAULT-VALUE})")
  private Duration listenMax = Duration.ZERO;

  @Option(
      names = "--relapse",
      defaultValue = "1m",
      converter = DurationWithUnit.class,
      description =
          "how soon after a fencing the next one counts as its repetition, and how long a machine"
              + " counts as busy after it kept the speaker waiting (default: ${DEFAULT-VALUE})")
  private Duration relapse = Duration.ZERO;

  @Option(
      names = "--patience",
      defaultValue = "2s",
      converter = DurationWithUnit.class,
      description =
          "how long better-ranked nodes that live may take to claim a new address (default:"
              + " ${DEFAULT-VALUE})")
  private Duration patience = Duration.ZERO;

  @Option(
      names = "--backoff",
      defaultValue = "100ms",
      converter = DurationWithUnit.class,
      description =
          "until one asks again after a peer's answer, doubled each time (default:"
              + " ${DEFAULT-VALUE})")
  private Duration backoff = Duration.ZERO;

  @Option(
      names = "--backoff-max",
      defaultValue = "800ms",
      converter = DurationWithUnit.class,
      description =
          "the longest pause between two asks; an owner that doesn't hear all of its ranking asks"
              + " at half of it (default: ${DEFAULT-VALUE})")
  private Duration backoffMax = Duration.ZERO;

  @Option(
      names = "--conflict-retry",
      defaultValue = "5s",
      converter = DurationWithUnit.class,
      description = "until one asks again after a stranger's answer (default: ${DEFAULT-VALUE})")
  private Duration conflictRetry = Duration.ZERO;

  @Option(
      names = "--offer",
      converter = DurationWithUnit.class,
      description =
          "until an offer that isn't accepted goes to the next in the ranking (default: --dead)")
  private @Nullable Duration offer;

  @Option(
      names = "--hand-over",
      defaultValue = "2s",
      converter = DurationWithUnit.class,
      description =
          "until a hand-over that nobody accepts is given up; a stop waits no longer (default:"
              + " ${DEFAULT-VALUE})")
  private Duration handOver = Duration.ZERO;

  @Option(
      names = "--absence",
      defaultValue = "1m",
      converter = DurationWithUnit.class,
      description =
          "how long a restart may take before clients are told that others have the addresses"
              + " (default: ${DEFAULT-VALUE})")
  private Duration absence = Duration.ZERO;

  @Option(
      names = "--defend",
      defaultValue = "10s",
      converter = DurationWithUnit.class,
      description =
          "between two defences of an address against a stranger (default: ${DEFAULT-VALUE})")
  private Duration defend = Duration.ZERO;

  /** How long a stop may wait for the successors. */
  Duration handOver() {
    return handOver;
  }

  /**
   * What was asked for.
   *
   * @throws ParameterException when two of them don't fit; the message names the flag to change
   */
  Timings timings() {
    Duration silence = Objects.requireNonNullElseGet(dead, () -> interval.multipliedBy(3));
    Duration longSilence =
        Objects.requireNonNullElseGet(deadWhenBusy, () -> silence.multipliedBy(2));
    Duration hush = Objects.requireNonNullElseGet(listen, () -> silence.plus(LISTEN_BEYOND_DEAD));
    require("--dead", silence, "twice --interval", interval.multipliedBy(2));
    require("--dead-when-busy", longSilence, "--dead", silence);
    require("--listen", hush, "--dead", silence);
    require("--listen-max", listenMax, "--listen", hush);
    require("--backoff-max", backoffMax, "--backoff", backoff);
    return new Timings(
        interval.toNanos(),
        silence.toNanos(),
        longSilence.toNanos(),
        skew.toNanos(),
        ask.toNanos(),
        probe.toNanos(),
        hush.toNanos(),
        listenMax.toNanos(),
        relapse.toNanos(),
        patience.toNanos(),
        backoff.toNanos(),
        backoffMax.toNanos(),
        conflictRetry.toNanos(),
        Objects.requireNonNullElse(offer, silence).toNanos(),
        handOver.toNanos(),
        absence.toNanos(),
        defend.toNanos());
  }

  private void require(String flag, Duration value, String least, Duration bound) {
    if (value.compareTo(bound) < 0) {
      throw new ParameterException(
          Objects.requireNonNull(spec, "picocli sets it").commandLine(),
          "%s is %d ms, too short: give it at least %s, %d ms"
              .formatted(flag, value.toMillis(), least, bound.toMillis()));
    }
  }
}
