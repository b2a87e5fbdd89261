package io.openelb.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What may be told of a speakers' key, so that others know who holds it. */
public final class KeyFingerprint {

  private static final byte[] DOMAIN = "openelb-speaker-key\0".getBytes(StandardCharsets.US_ASCII);

  private static final int OCTETS = 8;

  private KeyFingerprint() {}

  /** The first 64 bits of a SHA-256 hash over the key, as 16 hexadecimal digits. */
  public static String of(byte[] key) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(DOMAIN);
      return HexFormat.of().formatHex(hash.digest(key), 0, OCTETS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
