package io.openelb.core.announcement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What peers said, from the threads that read it to the one that decides. Nearly all of it is that
 * they still live: that waits until the deciding thread wakes for something else, which it does for
 * its own advertisement at every interval. Time is as in {@link Takeover}.
 */
public final class Inbox {

  /** What became of an advertisement. */
  public enum Fate {
    /** It is heard at the next wake, which need not come sooner. */
    WAITS,
    /** It is to be heard now. */
    CALLS,
    /** There was no room. */
    LOST
  }

  /** Two seconds of advertisements of 200 speakers on one interface. */
  private static final int CAPACITY = 4096;

  /**
   * How many are heard in one go: what 200 speakers say in an interval, and some more, so that they
   * call nobody either. What else there is to do waits for these, a millisecond or two.
   */
  private static final int AT_ONCE = 256;

  /** Boots whose last advertisement is remembered, on each interface. */
  private static final int MEMORY = 1024;

  private final long interval;
  private final ArrayDeque<Input.Heard> waiting = new ArrayDeque<>();

  /** By interface and boot. */
  private final Map<String, LinkedHashMap<Long, Input.Heard>> last = new HashMap<>();

  /**
   * An empty one.
   *
   * @param interval between two advertisements
   */
  public Inbox(long interval) {
    this.interval = interval;
  }

  /** Takes an advertisement; in the order of their times, as far as one interface goes. */
  public synchronized Fate add(Input.Heard heard) {
    if (waiting.size() >= CAPACITY) {
      return Fate.LOST;
    }
    waiting.add(heard);
    Input.Heard before = remember(heard);
    boolean mayWait =
        before != null
            && heard.advertisement().isHeartbeatAfter(before.advertisement())
            && heard.at() - before.at() < 2 * interval;
    return mayWait && waiting.size() < AT_ONCE ? Fate.WAITS : Fate.CALLS;
  }

  private Input.@Nullable Heard remember(Input.Heard heard) {
    LinkedHashMap<Long, Input.Heard> there =
        last.computeIfAbsent(heard.nic(), _ -> new LinkedHashMap<>());
    Input.Heard before = there.putLast(heard.advertisement().bootId(), heard);
    if (there.size() > MEMORY) {
      Map.Entry<Long, Input.Heard> _ = there.pollFirstEntry();
    }
    return before;
  }

  /** The next few in the order in which they came. */
  public synchronized List<Input.Heard> take() {
    List<Input.Heard> taken = new ArrayList<>(Math.min(waiting.size(), AT_ONCE));
    while (!waiting.isEmpty() && taken.size() < AT_ONCE) {
      taken.add(waiting.remove());
    }
    return taken;
  }

  /** Whether nothing waits. */
  public synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }
}
