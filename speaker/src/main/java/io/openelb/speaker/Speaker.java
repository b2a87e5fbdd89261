package io.openelb.speaker;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.core.announcement.Timings;
import io.openelb.speaker.announce.Announcer;
import io.openelb.speaker.announce.PlanChange;
import io.openelb.speaker.echo.Echo;
import io.openelb.speaker.link.KernelArp;
import io.openelb.speaker.link.Link;
import io.openelb.speaker.link.LinkKeeper;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.link.NicScanner;
import io.openelb.speaker.report.LeaseKeeper;
import io.openelb.speaker.status.Metrics;
import io.openelb.speaker.status.StatusServer;
import io.openelb.speaker.view.ViewKeeper;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the speaker, put together. */
final class Speaker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Speaker.class);

  private final Options options;
  private final Announcer announcer;
  private final LinkKeeper links;
  private final ViewKeeper view;
  private final LeaseKeeper lease;
  private final Metrics metrics;
  private final StatusServer status;

  Speaker(Options options, KubernetesClient client) {
    Clock clock = Clock.systemUTC();
    long bootId = new SecureRandom().nextLong();
    this.options = options;
    this.announcer =
        new Announcer(options.node(), bootId, options.timings(), new Echo(options.nft()), clock);
    NicScanner scanner = new NicScanner();
    Timings timings = options.timings();
    this.links =
        new LinkKeeper(scanner, announcer, new Interfaces(), timings.interval(), timings.dead());
    this.view =
        new ViewKeeper(
            client,
            options.namespace(),
            options.node(),
            new KernelArp(scanner),
            this::plan,
            announcer::keys);
    this.lease =
        new LeaseKeeper(
            client,
            options.namespace(),
            options.node(),
            HexFormat.of().toHexDigits(bootId),
            announcer::snapshot,
            announcer::peers,
            view::nodeUid,
            clock);
    this.metrics = new Metrics(announcer.totals());
    this.status =
        new StatusServer(
            List.of(options.apiHosts(), options.probeHosts()),
            options.node(),
            announcer::inventory,
            announcer::hasKey,
            view::isReady,
            metrics.registry());
  }

  void start() {
    announcer.observe(lease::changed);
    if (!options.layer2()) {
      announcer.switchOff();
    }
    announcer.start();
    links.start();
    Background.enter();
    status.start();
    view.start();
    lease.start();
    log.info(
        "Started: node={} layer2={} api={}", options.node(), options.layer2(), options.apiHosts());
  }

  private void plan(PlanChange change) {
    links.want(change.interfaces());
    announcer.plan(change);
  }

  /** Hands over first, for a bounded time; then nothing stays. */
  @Override
  public void close() {
    try {
      announcer.leave().get(options.handOver().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("Not everything was handed over: waited={}", options.handOver());
    } catch (ExecutionException e) {
      log.error("Handing over failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    view.close();
    lease.close();
    links.close();
    announcer.close();
    status.close();
    log.info("Stopped: node={}", options.node());
  }

  /** What happens to interfaces concerns the announcer, the plan and the metrics. */
  private final class Interfaces implements LinkKeeper.Events {

    @Override
    public void seen(Map<String, Nic> nics) {
      announcer.seen(nics);
      view.seen(nics);
    }

    @Override
    public void up(Link link) {
      metrics.measure(link.nic().name(), links);
      announcer.up(link);
    }

    @Override
    public void down(String nic) {
      announcer.down(nic);
    }

    @Override
    public void problems(List<String> problems) {
      announcer.problems(problems);
    }
  }
}
