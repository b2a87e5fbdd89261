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
    count("taken", "Addresses taken", totals, Totals::took);
    count("yielded", "Addresses given up", totals, Totals::yielded);
    count("fenced", "Silences because nothing could be sent", totals, Totals::fenced);
    count("conflicts", "Strangers met", totals, Totals::conflicts);
    gauge("owned.addresses", "Addresses answered for", totals, Totals::owned);
    gauge("busy.interfaces", "Where others are asked for more time", totals, Totals::busy);
  }

  /** The interface is measured too from now on; harmless for one that is already. */
  public void measure(String nic, LinkKeeper links) {
    if (!measured.add(nic)) {
      return;
    }
    LinkCounters frames = links.counters(nic);
    Tags tags = Tags.of("interface", nic);
    count("received.frames", "Heard", tags, frames, it -> it.received.sum());
    count("answers", "Sent", tags, frames, it -> it.answered.sum());
    count("fenced.answers", "Held back", tags, frames, it -> it.fenced.sum());
    count("send.failures", "Not sent", tags, frames, it -> it.sendFailures.sum());
    count("overruns", "Left out, too many", tags, frames, it -> it.overruns.sum());
    count("kernel.drops", "Dropped by the kernel", tags, links, it -> it.dropped(nic));
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
