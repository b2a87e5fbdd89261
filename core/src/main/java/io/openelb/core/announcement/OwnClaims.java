package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What we own on one interface, and which of it the peers are still to be told. A change is said in
 * several advertisements, because some are lost; who missed all of them sees it by the digest.
 */
final class OwnClaims {

  /** How often a change is said. */
  static final int REPEATS = 3;

  /** What is said of an address. */
  enum Saying {
    CLAIM,
    RELEASED,
    WITHDRAWN
  }

  private static final class Change {
    private final Saying saying;
    private int left = REPEATS;

    private Change(Saying saying) {
      this.saying = saying;
    }
  }

  /** One address and what is said of it. */
  record Said(Ip address, Saying saying, @Nullable AddressClaim claim) {}

  private final TreeMap<Ip, AddressClaim> claims = new TreeMap<>();
  private final LinkedHashMap<Ip, Change> changes = new LinkedHashMap<>();
  private long digest;

  void add(AddressClaim claim) {
    AddressClaim old = claims.put(claim.address(), claim);
    digest ^= claim.digest() ^ (old == null ? 0 : old.digest());
    say(claim.address(), Saying.CLAIM);
  }

  void remove(Ip address, Saying saying) {
    AddressClaim old = claims.remove(address);
    if (old != null) {
      digest ^= old.digest();
      say(address, saying);
    }
  }

  /** Says what we claim again, to a peer that claims the same. */
  void repeat(Ip address) {
    say(address, Saying.CLAIM);
  }

  private void say(Ip address, Saying saying) {
    changes.remove(address);
    changes.put(address, new Change(saying));
  }

  /** Gives everything up; nobody is to be told more than that there is nothing left. */
  List<Ip> clear() {
    List<Ip> all = List.copyOf(claims.keySet());
    claims.clear();
    changes.clear();
    digest = 0;
    return all;
  }

  int count() {
    return claims.size();
  }

  long digest() {
    return digest;
  }

  boolean isEmpty() {
    return claims.isEmpty();
  }

  /** Whether a change was said less often than it is to be. */
  boolean hasChanges() {
    return !changes.isEmpty();
  }

  /** The changes to be said now, each once; they count as said. */
  List<Said> sayChanges() {
    List<Said> said = new ArrayList<>(changes.size());
    for (Map.Entry<Ip, Change> entry : changes.entrySet()) {
      Change change = entry.getValue();
      change.left--;
      said.add(new Said(entry.getKey(), change.saying, claims.get(entry.getKey())));
    }
    changes.values().removeIf(change -> change.left <= 0);
    return said;
  }

  /** Everything, by address. */
  List<AddressClaim> all() {
    return List.copyOf(claims.values());
  }
}
