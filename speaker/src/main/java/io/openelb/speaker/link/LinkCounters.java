package io.openelb.speaker.link;

import java.util.concurrent.atomic.LongAdder;

/** What happened on an interface since its start, in frames. Counting allocates nothing. */
public final class LinkCounters {

  /** ARP and neighbour discovery frames that the kernel's filter let through. */
  public final LongAdder received = new LongAdder();

  /** Answers sent. */
  public final LongAdder answered = new LongAdder();

  /**
   * Answers owed that were held back, because the speaker could not be sure to be the only voice.
   */
  public final LongAdder fenced = new LongAdder();

  /** Frames that the kernel would not send. */
  public final LongAdder sendFailures = new LongAdder();

  /**
   * Frames that the kernel dropped because we were behind, while links were open that are closed.
   */
  public final LongAdder dropped = new LongAdder();

  /**
   * Sightings and advertisements left out because their reader was behind, and frames that were to
   * be sent because those before them wait.
   */
  public final LongAdder overruns = new LongAdder();
}
