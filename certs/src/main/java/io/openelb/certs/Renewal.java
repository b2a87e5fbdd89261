package io.openelb.certs;

import java.time.Instant;

/** What has to happen to the certificates now, and why. */
public sealed interface Renewal {

  /** Nothing, until then. */
  record Keep(Instant until) implements Renewal {}

  /** What there is can't be used: a new authority and a new serving certificate. */
  record StartAnew(String reason) implements Renewal {}

  /** A new serving certificate from the same authority. */
  record Reissue(String reason) implements Renewal {}

  /** A new authority that clients learn to trust before it signs. */
  record IntroduceAuthority(String reason) implements Renewal {}

  /** The introduced authority signs from now on; the one before it stays trusted until it ends. */
  record SwitchAuthority(String reason) implements Renewal {}
}
