package io.openelb.operator.ranking;

import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers;
import java.time.Duration;
import java.util.Collection;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A view that is put together anew only every so often: a thousand new Services read the same. */
final class RecentView implements Supplier<NodesView> {

  /** Shorter than the pause between two rounds of ranking: each round sees a new one. */
  private static final Duration VALID = Duration.ofMillis(50);

  private final Supplier<Collection<NodeFacts>> nodes;
  private final Speakers speakers;
  private final LongSupplier nanoClock;
  private @Nullable NodesView view;
  private long readAt;

  RecentView(Supplier<Collection<NodeFacts>> nodes, Speakers speakers, LongSupplier nanoClock) {
    this.nodes = nodes;
    this.speakers = speakers;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized NodesView get() {
    long now = nanoClock.getAsLong();
    NodesView recent = view;
    if (recent == null || now - readAt > VALID.toNanos()) {
      recent = NodesView.of(nodes.get(), speakers.view());
      view = recent;
      readAt = now;
    }
    return recent;
  }
}
