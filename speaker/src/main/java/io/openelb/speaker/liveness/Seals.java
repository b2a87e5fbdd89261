package io.openelb.speaker.liveness;

import io.openelb.api.KeyFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * The keys of the moment: one signs, all are believed, so that the key can be rotated without an
 * outage (accept the new one, sign with it, drop the old one). Belongs to one thread.
 */
public final class Seals {

  private List<Mac> hmacs = List.of();
  private List<String> fingerprints = List.of();

  /**
   * Takes new keys.
   *
   * @param keys the one that signs first; empty: nothing can be said or heard
   */
  public void use(List<byte[]> keys) {
    List<Mac> next = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (byte[] key : keys) {
      if (key.length > 0) {
        next.add(Envelope.hmac(key));
        names.add(KeyFingerprint.of(key));
      }
    }
    hmacs = List.copyOf(next);
    fingerprints = List.copyOf(names);
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

  /** The message, if a speaker with one of our keys sealed it. */
  public Optional<byte[]> open(byte[] sealed) {
    return Envelope.open(sealed, hmacs);
  }
}
