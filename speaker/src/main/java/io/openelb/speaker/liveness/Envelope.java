package io.openelb.speaker.liveness;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what speakers say to each other: magic {@code OELB}, length of the message (2 octets),
 * HMAC-SHA256 (RFC 2104) of length and message (32 octets), message; whatever follows is padding.
 *
 * <p>Only speakers have the key, so only speakers are heard. What it doesn't stop: ARP and
 * neighbour discovery themselves are open, and a sealed message may be played again (which is why a
 * speaker believes only those that echo its present boot id).
 */
final class Envelope {

  /** Octets before the message. */
  private static final int OVERHEAD = 4 + 2 + 32;

  private static final int MAGIC = 0x4f45_4c42;
  private static final int LENGTH = 4;
  private static final int SEAL = 6;
  private static final int SEAL_SIZE = 32;

  private Envelope() {}

  /** The message, sealed with the key's HMAC. */
  static byte[] seal(byte[] message, Mac hmac) {
    ByteBuffer sealed = ByteBuffer.allocate(OVERHEAD + message.length);
    sealed.putInt(MAGIC).putShort((short) message.length);
    sealed.put(digest(hmac, message, 0, message.length)).put(message);
    return sealed.array();
  }

  /** The message, if it was sealed with one of the keys. */
  static Optional<byte[]> open(byte[] sealed, Iterable<Mac> hmacs) {
    if (sealed.length < OVERHEAD || ByteBuffer.wrap(sealed).getInt() != MAGIC) {
      return Optional.empty();
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(sealed).getShort(LENGTH));
    if (sealed.length < OVERHEAD + length) {
      return Optional.empty();
    }
    byte[] seal = Arrays.copyOfRange(sealed, SEAL, SEAL + SEAL_SIZE);
    for (Mac hmac : hmacs) {
      if (MessageDigest.isEqual(seal, digest(hmac, sealed, OVERHEAD, length))) {
        return Optional.of(Arrays.copyOfRange(sealed, OVERHEAD, OVERHEAD + length));
      }
    }
    return Optional.empty();
  }

  private static byte[] digest(Mac hmac, byte[] bytes, int offset, int length) {
    hmac.update((byte) (length >>> 8));
    hmac.update((byte) length);
    hmac.update(bytes, offset, length);
    return hmac.doFinal();
  }

  /**
   * The HMAC of a key.
   *
   * @throws IllegalArgumentException for an empty key
   */
  static Mac hmac(byte[] key) {
    try {
      Mac hmac = Mac.getInstance("HmacSHA256");
      hmac.init(new SecretKeySpec(key, "HmacSHA256"));
      return hmac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
