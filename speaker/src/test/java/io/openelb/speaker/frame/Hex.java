package io.openelb.speaker.frame;

import java.util.HexFormat;

/** Frames as text: hexadecimal octets, spaces where the reader likes them. */
public final class Hex {

  private Hex() {}

  /** The octets of the text. */
  public static byte[] frame(String... parts) {
    return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
  }

  /** The text of the octets. */
  public static String text(byte[] frame) {
    return HexFormat.of().formatHex(frame);
  }
}
