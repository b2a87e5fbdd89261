package io.openelb.speaker.liveness;

import io.openelb.api.KeyFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * The keys of the moment: one signs, all are believed, so that the key can be rotated without an
 * outage (accept the new one, sign with it, drop the old one). Belongs to one thread, but for those
 * who open what is sealed.
 */
public final class Seals {

  private volatile Keys keys = new Keys(List.of());
  private List<Mac> hmacs = List.of();
  private List<String> fingerprints = List.of();

  /** Not to be changed, and told from others by identity. */
  private static final class Keys {

    private final List<byte[]> usable;

    Keys(List<byte[]> usable) {
      this.usable = usable;
    }

    /** For one thread. */
    List<Mac> hmacs() {
      List<Mac> hmacs = new ArrayList<>(usable.size());
      usable.forEach(key -> hmacs.add(Envelope.hmac(key)));
      return hmacs;
    }
  }

  /**
   * Takes new keys.
   *
   * @param next the one that signs first; empty: nothing can be said or heard
   */
  public void use(List<byte[]> next) {
    List<byte[]> usable = next.stream().filter(key -> key.length > 0).toList();
    fingerprints = usable.stream().map(KeyFingerprint::of).toList();
    Keys taken = new Keys(usable);
    hmacs = taken.hmacs();
    keys = taken;
  }

  /** What may be told of the keys, in their order. */
  public List<String> fingerprints() {
    return fingerprints;
  }

  /** Whether there is a key. */
  public boolean hasKey() {
    return !hmacs.isEmpty();
  }

  /**
   * The message as it goes on the wire.
   *
   * @throws IllegalStateException without a key
   */
  public byte[] seal(byte[] message) {
    if (hmacs.isEmpty()) {
      throw new IllegalStateException("no key");
    }
    return Envelope.seal(message, hmacs.getFirst());
  }

  /** One who opens what is sealed with the keys of the moment, in a thread of its own. */
  public Opener opener() {
    return new Opener();
  }

  /** Opens what is sealed. Belongs to one thread. */
  public final class Opener {

    private Keys known = keys;
    private List<Mac> own = known.hmacs();

    private Opener() {}

    /** The message, if a speaker with one of our keys sealed it. */
    public Optional<byte[]> open(byte[] sealed) {
      Keys now = keys;
      if (now != known) {
        own = now.hmacs();
        known = now;
      }
      return Envelope.open(sealed, own);
    }
  }
}
