package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import org.junit.jupiter.api.Test;

/** What we lack of a peer's claims. */
final class PeerTest {

  private static final long NOW = 10_000;

  private final Peer peer = new Peer("b", 1, new Turn());
  private final AddressClaim first = new AddressClaim(Ip.of("192.168.0.91"), 1, 0);
  private final AddressClaim second = new AddressClaim(Ip.of("192.168.0.92"), 1, 0);

  @Test
  void theRestOfATurnIsLackingFromItsFirstPartOn() {
    peer.said(0, 0, 0);
    peer.add(first);
    peer.said(2, first.digest() ^ second.digest(), NOW);
    assertThat(peer.synced()).isFalse();
    assertThat(peer.unsyncedFor(100, NOW)).isFalse();
    assertThat(peer.unsyncedFor(100, NOW + 100)).isTrue();

    peer.add(second);
    peer.said(2, first.digest() ^ second.digest(), NOW + 100);
    assertThat(peer.unsyncedFor(0, NOW + 100)).isFalse();
  }
}
