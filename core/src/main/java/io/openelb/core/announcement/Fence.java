package io.openelb.core.announcement;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether we may answer on one interface. Read by the thread that answers before each answer;
 * opened and closed by the thread that owns the state, and kept open by the one that sends: when
 * either stops, answers stop by themselves before the others may speak.
 */
public final class Fence {

  private volatile long limit;
  private volatile boolean open;

  /** When the latest of the turns was decided on that have left. */
  private final AtomicLong lastSent;

  /**
   * A closed one.
   *
   * @param limit how long the others wait for a sign of life of ours
   */
  Fence(long limit, long now) {
    this.limit = limit;
    this.lastSent = new AtomicLong(now);
  }

  /** Whether any owned address may be answered for now. Any thread; allocates nothing. */
  public boolean holds(long now) {
    return open && isHeard(now);
  }

  /**
   * The first datagram of a turn has left. Any thread.
   *
   * @param decided the time given to {@link Takeover#handle} when it decided on the turn: what it
   *     says was true then, however long it waited
   */
  public void sent(long decided) {
    lastSent.accumulateAndGet(decided, Math::max);
  }

  /** Whether the others have reason to believe that we live. */
  boolean isHeard(long now) {
    return unsentFor(now) < limit;
  }

  /** The others wait for so long from now on. */
  void limit(long nanos) {
    limit = nanos;
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  /** For how long nothing was sent. */
  long unsentFor(long now) {
    return now - lastSent.get();
  }
}
