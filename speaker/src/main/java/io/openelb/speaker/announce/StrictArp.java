package io.openelb.speaker.announce;

/** What is told where strictARP is needed and off. */
public final class StrictArp {

  private StrictArp() {}

  /** The problem of a node whose kernel answers in the place of a speaker. */
  public static String problem(String node) {
    return "the kernel of node %s answers ARP for addresses that its speaker doesn't own: set strictARP"
        .formatted(node);
  }
}
