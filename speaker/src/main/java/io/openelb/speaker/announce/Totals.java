package io.openelb.speaker.announce;

import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, each interface counted. Any thread. */
public final class Totals {

  final LongAdder took = new LongAdder();
  final LongAdder yielded = new LongAdder();
  final LongAdder fenced = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder conflicts = new LongAdder();

  Totals() {}

  /** How many addresses are answered for. */
  public long owned() {
    return took() - yielded();
  }

  /** How often an address was taken. */
  public long took() {
    return took.sum();
  }

  /** How often one was given up. */
  public long yielded() {
    return yielded.sum();
  }

  /** How often an interface fell silent because nothing could be sent. */
  public long fenced() {
    return fenced.sum();
  }

  /** On how many interfaces the others are asked for more time, because the machine is busy. */
  public long busy() {
    return busy.sum();
  }

  /** How often a stranger was met. */
  public long conflicts() {
    return conflicts.sum();
  }
}
