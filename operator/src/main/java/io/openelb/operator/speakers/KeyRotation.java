package io.openelb.operator.speakers;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.openelb.api.KeyFingerprint;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.SpeakerKeySecret;
import io.openelb.api.SpeakerReport;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the speakers' key is exchanged while they talk: all accept the new one, then all sign with
 * it, then the old one is dropped.
 *
 * <p>Each step is one write of the Secret, and the Secret alone tells how far it is: whoever leads
 * goes on from there. A {@code next} that somebody else has put there is taken just so.
 */
final class KeyRotation {

  private final Secret secret;
  private final Collection<SpeakerReport> speakers;

  /**
   * A step of the way.
   *
   * @param secret as it shall be, with the resource version to which that applies
   * @param what for people
   */
  record Step(Secret secret, String what) {}

  private KeyRotation(Secret secret, Collection<SpeakerReport> speakers) {
    this.secret = secret;
    this.speakers = speakers;
  }

  /**
   * The step that can be taken now; empty when nothing is to be done, and while a speaker is
   * behind.
   *
   * @param speakers what every speaker says that somebody still hears of
   * @param freshKey makes a key, in Base64
   */
  static Optional<Step> next(
      Secret secret, Collection<SpeakerReport> speakers, Supplier<String> freshKey) {
    return new KeyRotation(secret, speakers).next(freshKey);
  }

  private Optional<Step> next(Supplier<String> freshKey) {
    Optional<String> current = entry(SpeakerKeySecret.CURRENT);
    Optional<String> next = entry(SpeakerKeySecret.NEXT);
    if (current.isEmpty()) {
      return Optional.of(begin(next.orElseGet(freshKey)));
    }
    if (entry(SpeakerKeySecret.PREVIOUS).isPresent()) {
      return all(signWith(current.get())) ? Optional.of(drop()) : Optional.empty();
    }
    if (next.isPresent()) {
      return all(hold(next.get()))
          ? Optional.of(promote(next.get(), current.get()))
          : Optional.empty();
    }
    return wanted().map(value -> begin(value, freshKey.get()));
  }

  /** What the user asked for last, unless that was begun already. */
  private Optional<String> wanted() {
    return Optional.ofNullable(annotation(Names.ROTATE))
        .filter(value -> !value.equals(annotation(Names.ROTATED)));
  }

  /** Nobody signs: there is no agreement to wait for. */
  private Step begin(String key) {
    Secret begun =
        new SecretBuilder(secret)
            .addToData(SpeakerKeySecret.CURRENT, key)
            .removeFromData(SpeakerKeySecret.NEXT)
            .build();
    return new Step(begun, "it had no key to sign with, and has one now");
  }

  private Step begin(String value, String key) {
    Secret begun =
        new SecretBuilder(secret)
            .editMetadata()
            .addToAnnotations(Names.ROTATED, value)
            .endMetadata()
            .addToData(SpeakerKeySecret.NEXT, key)
            .build();
    return new Step(begun, "speakers shall accept a new key");
  }

  private Step promote(String next, String current) {
    Secret promoted =
        new SecretBuilder(secret)
            .addToData(SpeakerKeySecret.CURRENT, next)
            .addToData(SpeakerKeySecret.PREVIOUS, current)
            .removeFromData(SpeakerKeySecret.NEXT)
            .build();
    return new Step(promoted, "every speaker accepts the new key, and shall sign with it");
  }

  private Step drop() {
    Secret dropped = new SecretBuilder(secret).removeFromData(SpeakerKeySecret.PREVIOUS).build();
    return new Step(dropped, "every speaker signs with the new key; the old one is dropped");
  }

  private boolean all(Predicate<SpeakerReport> condition) {
    return speakers.stream().allMatch(condition);
  }

  private static Predicate<SpeakerReport> hold(String key) {
    String fingerprint = fingerprint(key);
    return report -> report.keys().contains(fingerprint);
  }

  private static Predicate<SpeakerReport> signWith(String key) {
    String fingerprint = fingerprint(key);
    return report -> !report.keys().isEmpty() && report.keys().getFirst().equals(fingerprint);
  }

  private static String fingerprint(String key) {
    return KeyFingerprint.of(Base64.getMimeDecoder().decode(key));
  }

  private Optional<String> entry(String name) {
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    return Optional.ofNullable(data.get(name)).filter(text -> !text.isBlank());
  }

  private @Nullable String annotation(String name) {
    return Metadata.annotations(secret).get(name);
  }
}
