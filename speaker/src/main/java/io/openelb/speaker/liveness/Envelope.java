package io.openelb.speaker.liveness;

import io.openelb.core.announcement.AdvertisementCodec;
import io.openelb.speaker.frame.Octets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is sealed with a key: magic {@code OELB} (4 octets), length of the message (2), seal (32),
 * message ({@link AdvertisementCodec}), in network order; whatever follows is padding. The seal is
 * the HMAC-SHA256 (RFC 2104) of length, the message's head, and the SHA-256 of its body, which is
 * the rest. So the body's hash is needed once only of a body that is said again and again, and what
 * the HMAC itself is taken of fits into one block.
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
  private static final int HEAD_SIZE = AdvertisementCodec.HEAD_SIZE;
  private static final int BODY = OVERHEAD + HEAD_SIZE;

  private final byte[] sealed;
  private final int end;

  private Envelope(byte[] sealed, int end) {
    this.sealed = sealed;
    this.end = end;
  }

  /** The message, which is not shorter than a head, sealed with the key's HMAC. */
  static byte[] seal(byte[] message, MessageDigest sha256, Hmac hmac) {
    byte[] sealed =
        ByteBuffer.allocate(OVERHEAD + message.length)
            .putInt(MAGIC)
            .putShort((short) message.length)
            .put(OVERHEAD, message)
            .array();
    Envelope envelope = new Envelope(sealed, sealed.length);
    byte[] seal = envelope.seal(hmac, envelope.hashOfBody(sha256));
    System.arraycopy(seal, 0, sealed, SEAL, SEAL_SIZE);
    return sealed;
  }

  /** The envelope that these octets are, if they look like one; whoever may have sealed it. */
  static Optional<Envelope> of(byte[] sealed) {
    if (sealed.length < BODY) {
      return Optional.empty();
    }
    int length = Octets.u16(sealed, LENGTH);
    boolean fits = length >= HEAD_SIZE && length <= sealed.length - OVERHEAD;
    return Octets.i32(sealed, 0) == MAGIC && fits
        ? Optional.of(new Envelope(sealed, OVERHEAD + length))
        : Optional.empty();
  }

  /** The first half of the head. */
  long bootId() {
    return Octets.i64(sealed, OVERHEAD);
  }

  /** The second half of the head. */
  long sequence() {
    return Octets.i64(sealed, OVERHEAD + 8);
  }

  byte[] message() {
    return Arrays.copyOfRange(sealed, OVERHEAD, end);
  }

  /** Whether its body is that of the message, octet for octet. */
  boolean hasBodyOf(byte[] message) {
    return Arrays.equals(sealed, BODY, end, message, HEAD_SIZE, message.length);
  }

  byte[] hashOfBody(MessageDigest sha256) {
    sha256.update(sealed, BODY, end - BODY);
    return sha256.digest();
  }

  /** Whether it was sealed with one of the keys. */
  boolean isSealed(byte[] hashOfBody, List<Hmac> hmacs) {
    byte[] seal = Arrays.copyOfRange(sealed, SEAL, SEAL + SEAL_SIZE);
    for (Hmac hmac : hmacs) {
      if (MessageDigest.isEqual(seal, seal(hmac, hashOfBody))) {
        return true;
      }
    }
    return false;
  }

  private byte[] seal(Hmac hmac, byte[] hashOfBody) {
    byte[] text = new byte[2 + HEAD_SIZE + hashOfBody.length];
    System.arraycopy(sealed, LENGTH, text, 0, 2);
    System.arraycopy(sealed, OVERHEAD, text, 2, HEAD_SIZE);
    System.arraycopy(hashOfBody, 0, text, 2 + HEAD_SIZE, hashOfBody.length);
    return hmac.of(text);
  }
}
