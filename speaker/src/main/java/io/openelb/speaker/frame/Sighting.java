package io.openelb.speaker.frame;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;

/**
 * What another station on the segment said about an address that concerns us.
 *
 * @param kind of statement
 * @param address that it spoke of
 * @param station that spoke
 */
public record Sighting(Kind kind, Ip address, Mac station) {

  /** What was said. */
  public enum Kind {
    /** To us alone, or as it asks for another address: the station holds this one. */
    ANSWER,
    /** To everybody: the station holds the address. */
    ASSERTION,
    /** A probe (RFC 5227) or duplicate address detection (RFC 4862): it is about to. */
    ASK
  }
}
