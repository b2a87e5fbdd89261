package io.openelb.api;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The entries of the Secret with which speakers sign what they say to each other, in Base64. */
public final class SpeakerKeySecret {

  /** The entry that signs. */
  public static final String CURRENT = "current";

  /** Accepted, and to be signed with as soon as all accept it. */
  public static final String NEXT = "next";

  /** Accepted as long as some may still sign with it. */
  public static final String PREVIOUS = "previous";

  /** The one that signs first. */
  public static final List<String> IN_ORDER_OF_USE = List.of(CURRENT, NEXT, PREVIOUS);

  private SpeakerKeySecret() {}

  /**
   * The keys that a speaker accepts, the one that it signs with first.
   *
   * @throws IllegalArgumentException when an entry is no Base64
   */
  public static List<byte[]> keys(Secret secret) {
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    return IN_ORDER_OF_USE.stream()
        .filter(data::containsKey)
        .map(data::get)
        .filter(text -> !text.isBlank())
        .map(text -> Base64.getMimeDecoder().decode(text))
        .toList();
  }
}
