package io.openelb.speaker.link;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's filter of one capture wide enough for what the interface may say, and no wider
 * than a moment ago. A wider one is never wrong: each frame that passes is judged again.
 */
final class FilterKeeper implements AutoCloseable {

  /** Where the filter is. */
  interface Kernel {
    /**
     * Puts a program in the place of the last one.
     *
     * @throws IOException when the last one stays
     */
    void filter(List<Bpf.Instruction> program) throws IOException;
  }

  private static final Logger log = LoggerFactory.getLogger(FilterKeeper.class);

  /** In a burst of changes the filter only grows, and rarely: to make it anew costs more. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String nic;
  private final int octets;
  private final Kernel kernel;
  private final LongSupplier clock;

  /** In place; at first libpcap's, which is as wide. */
  private FrameFilter filter = FrameFilter.ALL;

  /** What the filter was made for, from nothing; null if it grew since. */
  private @Nullable AnswerPolicy madeFor = AnswerPolicy.SILENT;

  private AnswerPolicy policy = AnswerPolicy.SILENT;

  /** One that the filter is wide enough for. */
  private AnswerPolicy covered = AnswerPolicy.SILENT;

  private long changed;
  private boolean refused;
  private boolean closed;
  private volatile boolean failed;

  /**
   * A keeper of a filter that lets nothing pass yet.
   *
   * @param octets of an accepted frame that are captured, at most
   * @param clock as {@link System#nanoTime()}
   */
  FilterKeeper(String nic, int octets, Kernel kernel, LongSupplier clock) {
    this.nic = nic;
    this.octets = octets;
    this.kernel = kernel;
    this.clock = clock;
    replace(FrameFilter.NONE);
  }

  /** From now on what concerns the policy's addresses passes. */
  synchronized void fit(AnswerPolicy next) {
    policy = next;
    if (!closed && !narrow()) {
      madeFor = null;
      replace(filter.with(next, covered));
    }
  }

  /** Makes a filter anew that grew or became too wide, if the last change is a while ago. */
  synchronized void settle() {
    if (!closed) {
      var _ = narrow();
    }
  }

  private boolean narrow() {
    boolean same =
        madeFor != null
            && policy.owned() == madeFor.owned()
            && policy.watched() == madeFor.watched();
    if (same || clock.getAsLong() - changed < PAUSE_NANOS) {
      return same;
    }
    madeFor = policy;
    replace(FrameFilter.of(policy));
    return true;
  }

  private void replace(FrameFilter next) {
    if (!next.equals(filter)) {
      changed = clock.getAsLong();
      // The kernel may have no room for two programs (net.core.optmem_max), unless one is short.
      if (!put(next) && !(put(FrameFilter.ALL) && put(next))) {
        failed = !filter.equals(FrameFilter.ALL);
        if (failed) {
          return;
        }
      }
    }
    covered = policy;
  }

  private boolean put(FrameFilter next) {
    try {
      kernel.filter(next.program(octets));
      filter = next;
      return true;
    } catch (IOException e) {
      if (!refused) {
        refused = true;
        log.warn("Filter refused, more may be heard: interface={} reason={}", nic, e.getMessage());
      }
      return false;
    }
  }

  /** Whether a filter is in place that is too narrow: frames are lost. */
  boolean hasFailed() {
    return failed;
  }

  /** From now on the kernel's filter is left alone: its socket may be closed. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
