package io.openelb.speaker.status;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.speaker.announce.Totals;
import io.openelb.speaker.link.LinkCounters;
import io.openelb.speaker.link.LinkKeeper;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** What is measured, under {@code openelb_speaker_}; read from the counters when it is scraped. */
public final class Metrics {

  private static final String PREFIX = "openelb.speaker.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Set<String> measured = ConcurrentHashMap.newKeySet();

  /** The metrics of a speaker, without interfaces. */
  public Metrics(Totals totals) {
    count("taken", "Times this node began to answer for an address", totals, Totals::took);
    count("yielded", "Times this node stopped answering for an address", totals, Totals::yielded);
    count(
        "fenced",
        "Times an interface fell silent because it could not send",
        totals,
        Totals::fenced);
    count(
        "conflicts",
        "Times a station outside the cluster answered for an address",
        totals,
        Totals::conflicts);
    gauge("owned.addresses", "Addresses this node answers for", totals, Totals::owned);
    gauge(
        "busy.interfaces",
        "Interfaces that asked peers for a longer dead time",
        totals,
        Totals::busy);
  }

  /** The interface is measured too from now on; harmless for one that is already. */
  public void measure(String nic, LinkKeeper links) {
    if (!measured.add(nic)) {
      return;
    }
    LinkCounters frames = links.counters(nic);
    Tags tags = Tags.of("interface", nic);
    count("received.frames", "ARP and NDP frames received", tags, frames, it -> it.received.sum());
    count("answers", "ARP and NDP answers sent", tags, frames, it -> it.answered.sum());
    count("fenced.answers", "Answers suppressed while fenced", tags, frames, it -> it.fenced.sum());
    count(
        "send.failures",
        "Frames the kernel refused to send",
        tags,
        frames,
        it -> it.sendFailures.sum());
    count(
        "overruns",
        "Frames left out because a queue of the speaker was full",
        tags,
        frames,
        it -> it.overruns.sum());
    count(
        "kernel.drops",
        "Frames the kernel dropped because the speaker read too slowly",
        tags,
        links,
        it -> it.dropped(nic));
  }

  /** What {@code /metrics} serves. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  private <T> void gauge(String name, String help, T source, ToDoubleFunction<T> value) {
    Gauge.builder(PREFIX + name, source, value).description(help).register(registry);
  }

  private <T> void count(String name, String help, T source, ToDoubleFunction<T> value) {
    count(name, help, Tags.empty(), source, value);
  }

  private <T> void count(String name, String help, Tags tags, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder(PREFIX + name, source, value)
        .description(help)
        .tags(tags)
        .register(registry);
  }
}
