package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.operator.ranking.NodesView.Takeover;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Since when takeovers are reported. Where speakers get so little time that they take addresses
 * from each other again and again, following each turn would only add to the load.
 */
final class Takeovers {

  private static final Duration LASTING = Duration.ofSeconds(3);

  private final Map<Ip, Since> reported = new HashMap<>();

  private record Since(String node, long time) {}

  /** Takes in what is reported at a time of the monotonic clock, in nanoseconds. */
  void see(Map<Ip, Takeover> takeovers, long now) {
    reported.keySet().retainAll(takeovers.keySet());
    takeovers.forEach((ip, takeover) -> {
      Since since = reported.get(ip);
      if (since == null || !since.node().equals(takeover.node())) {
        reported.put(ip, new Since(takeover.node(), now));
      }
    });
  }

  /** Whether the same node has had the address for a while. */
  boolean haveLasted(Ip ip, long now) {
    @Nullable Since since = reported.get(ip);
    return since != null && now - since.time() >= LASTING.toNanos();
  }
}
