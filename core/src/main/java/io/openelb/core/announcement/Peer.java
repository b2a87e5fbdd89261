package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.TreeMap;

/** One boot of a fellow speaker, as heard on one interface. */
final class Peer {

  final String node;
  final long bootId;
  final Turn turn;
  Phase phase = Phase.LISTENING;
  long lastHeard;

  /** After how long a silence it counts as dead, by its own last word. */
  long dead;

  /** When it last said that it hears this boot of ours; only meaningful when live. */
  long lastEchoed;

  /** Whether it is heard, and says that it hears us. */
  boolean live;

  private final TreeMap<Ip, AddressClaim> claims = new TreeMap<>();
  private long digest;
  private int saidCount;
  private long saidDigest;
  private long unsyncedSince;

  Peer(String node, long bootId, Turn turn) {
    this.node = node;
    this.bootId = bootId;
    this.turn = turn;
  }

  Collection<AddressClaim> claims() {
    return claims.values();
  }

  /** Its claims of the addresses from the first to the last. */
  Collection<AddressClaim> claims(Advertisement.Span span) {
    return claims.subMap(span.from(), true, span.to(), true).values();
  }

  boolean claims(Ip address) {
    return claims.containsKey(address);
  }

  /** Whether the claim is news. */
  boolean add(AddressClaim claim) {
    AddressClaim old = claims.put(claim.address(), claim);
    if (claim.equals(old)) {
      return false;
    }
    digest ^= claim.digest() ^ (old == null ? 0 : old.digest());
    return true;
  }

  /** Whether there was a claim. */
  boolean remove(Ip address) {
    AddressClaim old = claims.remove(address);
    if (old == null) {
      return false;
    }
    digest ^= old.digest();
    return true;
  }

  /** Notes what it says of the whole of its claims. */
  void said(int count, long digestOfAll, long now) {
    boolean was = synced();
    saidCount = count;
    saidDigest = digestOfAll;
    if (was && !synced()) {
      unsyncedSince = now;
    }
  }

  /** Whether we know its claims completely. */
  boolean synced() {
    return saidCount == claims.size() && saidDigest == digest;
  }

  boolean unsyncedFor(long nanos, long now) {
    return !synced() && now - unsyncedSince >= nanos;
  }
}
