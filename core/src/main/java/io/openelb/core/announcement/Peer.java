package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One boot of a peer speaker, as heard on one interface. */
final class Peer {

  final String node;
  final long bootId;
  final Turn turn;
  Phase phase = Phase.LISTENING;
  long lastHeard;

  /** After how long a silence it counts as dead, by its own last word. */
  long dead;

  /** When it last said that it hears this boot of ours, or was heard first. */
  long lastEchoed;

  /** When it last said that it hears another, and since when it says so; null for never. */
  private @Nullable Long lastEchoedOther;

  private long echoesOthersSince;

  /** Whether it is heard, and says that it hears us. */
  boolean live;

  /**
   * Whether its claims count: it is live, or had time to hear us, and hears another. Then it is not
   * deaf, but what we say to all does not get to it.
   */
  boolean counts;

  private final TreeMap<Ip, AddressClaim> claims = new TreeMap<>();
  private long digest;
  private int saidCount;
  private long saidDigest;
  private boolean wasSynced = true;
  private long unsyncedSince;

  Peer(String node, long bootId, Turn turn) {
    this.node = node;
    this.bootId = bootId;
    this.turn = turn;
  }

  /** It said that it hears another that we hear. */
  void echoedOther(long at, long dead) {
    Long last = lastEchoedOther;
    if (last == null || at - last >= dead) {
      echoesOthersSince = at;
    }
    lastEchoedOther = at;
  }

  /** Whether it hears others, and has had time to hear us, and doesn't. */
  boolean missesUs(long now, long dead) {
    Long last = lastEchoedOther;
    return last != null
        && now - last < dead
        && now - Math.max(lastEchoed, echoesOthersSince) >= dead;
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
    saidCount = count;
    saidDigest = digestOfAll;
    boolean isSynced = synced();
    if (wasSynced && !isSynced) {
      unsyncedSince = now;
    }
    wasSynced = isSynced;
  }

  /** Whether we know its claims completely. */
  boolean synced() {
    return saidCount == claims.size() && saidDigest == digest;
  }

  boolean unsyncedFor(long nanos, long now) {
    return !synced() && now - unsyncedSince >= nanos;
  }
}
