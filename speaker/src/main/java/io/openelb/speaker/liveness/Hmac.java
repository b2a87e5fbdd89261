package io.openelb.speaker.liveness;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) with one key. Both hashes begin with a block made of the key: their states
 * behind it are kept, which halves the work for a short text, and the JDK's own does not (RFC 2104
 * 4). Belongs to one thread.
 */
final class Hmac {

  private static final int BLOCK = 64;
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final MessageDigest inner;
  private final MessageDigest outer;

  /**
   * The HMAC of a key.
   *
   * @throws IllegalArgumentException for an empty key
   */
  Hmac(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("no key");
    }
    byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
    inner = begun(block, INNER_PAD);
    outer = begun(block, OUTER_PAD);
  }

  private static MessageDigest begun(byte[] block, byte pad) {
    byte[] padded = block.clone();
    for (int i = 0; i < BLOCK; i++) {
      padded[i] ^= pad;
    }
    MessageDigest begun = sha256();
    begun.update(padded);
    return begun;
  }

  byte[] of(byte[] text) {
    return goOn(outer).digest(goOn(inner).digest(text));
  }

  private static MessageDigest goOn(MessageDigest begun) {
    try {
      return (MessageDigest) begun.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
