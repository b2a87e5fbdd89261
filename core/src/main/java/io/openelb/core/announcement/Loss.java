package io.openelb.core.announcement;

/**
 * How an owner was lost, for the reason that people read.
 *
 * @param node that owned the address
 * @param kind what happened to it
 * @param lastHeard when it was last heard
 */
record Loss(String node, Kind kind, long lastHeard) {

  static Loss of(Peer peer, Kind kind) {
    return new Loss(peer.node, kind, peer.lastHeard);
  }

  enum Kind {
    SILENT,
    DEAF,
    RESTARTED,
    LET_GO
  }

  String reason(long now) {
    return switch (kind) {
      case SILENT ->
          node + " was silent for " + (now - lastHeard) / 1_000_000 + " ms; took over from it";
      case DEAF -> node + " did not hear us any more; took over from it";
      case RESTARTED -> node + " was started anew; took over from it";
      case LET_GO -> node + " let it go; took over from it";
    };
  }
}
