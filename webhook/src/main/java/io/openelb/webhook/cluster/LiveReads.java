package io.openelb.webhook.cluster;

import java.time.Duration;
import java.util.Optional;

/** Reads that no cache answers. */
@FunctionalInterface
public interface LiveReads {

  /**
   * Every Eip, and what {@code basis} names.
   *
   * @return empty when not all could be read in time
   */
  Optional<Fresh> read(Basis basis, Duration timeout);
}
