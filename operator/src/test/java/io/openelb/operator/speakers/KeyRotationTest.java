package io.openelb.operator.speakers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.openelb.api.KeyFingerprint;
import io.openelb.api.Names;
import io.openelb.api.SpeakerReport;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class KeyRotationTest {

  private static final String OLD = "b2xk";
  private static final String NEW = "bmV3";

  private final List<SpeakerReport> speakers = new ArrayList<>();
  private Secret secret = secret(Map.of("current", OLD), Map.of());

  @Test
  void withoutAWishNothingHappens() {
    assertThat(step()).isFalse();
  }

  @Test
  void aWishAddsAKeyThatIsAccepted() {
    ask("1");

    assertThat(step()).isTrue();
    assertThat(secret.getData()).containsOnly(Map.entry("current", OLD), Map.entry("next", NEW));
    assertThat(secret.getMetadata().getAnnotations()).containsEntry(Names.ROTATED, "1");
    assertThat(secret.getMetadata().getResourceVersion()).isEqualTo("7");
  }

  @Test
  void itIsSignedWithOnceEverySpeakerAcceptsIt() {
    secret = secret(Map.of("current", OLD, "next", NEW), Map.of());
    speak(List.of(OLD, NEW), List.of(OLD));
    assertThat(step()).isFalse();

    speak(List.of(OLD, NEW), List.of(OLD, NEW));
    assertThat(step()).isTrue();
    assertThat(secret.getData())
        .containsOnly(Map.entry("current", NEW), Map.entry("previous", OLD));
  }

  @Test
  void theOldOneIsDroppedOnceEverySpeakerSignsWithTheNewOne() {
    secret = secret(Map.of("current", NEW, "previous", OLD), Map.of());
    speak(List.of(NEW, OLD), List.of(OLD, NEW));
    assertThat(step()).isFalse();

    speak(List.of(NEW, OLD), List.of(NEW, OLD));
    assertThat(step()).isTrue();
    assertThat(secret.getData()).containsOnly(Map.entry("current", NEW));
  }

  @Test
  void aSpeakerThatTellsNoKeysHoldsTheRotationUp() {
    secret = secret(Map.of("current", OLD, "next", NEW), Map.of());
    speak(List.of(OLD, NEW), List.of());
    assertThat(step()).isFalse();

    secret = secret(Map.of("current", NEW, "previous", OLD), Map.of());
    speak(List.of(NEW, OLD), List.of());
    assertThat(step()).isFalse();
  }

  @Test
  void aWishIsServedOnce() {
    ask("1");
    rotate();
    assertThat(step()).isFalse();

    ask("2");
    assertThat(step()).isTrue();
  }

  @Test
  void aWishDuringARotationWaitsForItsEnd() {
    ask("1");
    step();
    ask("2");
    follow();
    assertThat(step()).isTrue();
    assertThat(secret.getData()).containsOnlyKeys("current", "previous");
    follow();
    assertThat(step()).isTrue();
    assertThat(secret.getMetadata().getAnnotations()).containsEntry(Names.ROTATED, "1");

    assertThat(step()).isTrue();
    assertThat(secret.getMetadata().getAnnotations()).containsEntry(Names.ROTATED, "2");
  }

  /** All state is in the Secret: whoever reads it anew between any two steps goes on. */
  @Test
  void atEveryMomentAllSpeakersAcceptWhatAnyOfThemSignsWith() {
    speak(List.of(OLD), List.of(OLD), List.of(OLD));
    ask("1");
    for (int round = 0; round < 4; round++) {
      step();
      for (int slow = 0; slow < speakers.size(); slow++) {
        assertEverybodyIsUnderstood();
        assertThat(step()).as("a step while speakers are behind").isFalse();
        speakers.set(slow, report(accepted()));
      }
      assertEverybodyIsUnderstood();
    }
    assertThat(secret.getData()).containsOnly(Map.entry("current", NEW));
  }

  @Test
  void aPreviousKeyIsDroppedBeforeAnotherTakesItsPlace() {
    secret = secret(Map.of("current", OLD, "next", NEW, "previous", "YW5jaWVudA=="), Map.of());
    speak(List.of(OLD, NEW, "YW5jaWVudA=="));

    assertThat(step()).isTrue();
    assertThat(secret.getData()).containsOnlyKeys("current", "next");
  }

  @Test
  void aSecretWithoutAKeyGetsOneWhateverTheSpeakersHave() {
    secret = secret(Map.of(), Map.of());
    speak(List.of(OLD));

    assertThat(step()).isTrue();
    assertThat(secret.getData()).containsExactly(Map.entry("current", NEW));
    assertThat(step()).isFalse();
  }

  private void assertEverybodyIsUnderstood() {
    for (SpeakerReport signer : speakers) {
      assertThat(speakers)
          .allSatisfy(hearer -> assertThat(hearer.keys()).contains(signer.keys().getFirst()));
    }
  }

  private void rotate() {
    while (step()) {
      follow();
    }
  }

  private void follow() {
    speakers.replaceAll(_ -> report(accepted()));
  }

  private boolean step() {
    Optional<KeyRotation.Step> step = KeyRotation.next(secret, speakers, () -> NEW);
    step.ifPresent(taken -> secret = taken.secret());
    return step.isPresent();
  }

  private void ask(String value) {
    secret =
        new SecretBuilder(secret)
            .editMetadata()
            .addToAnnotations(Names.ROTATE, value)
            .endMetadata()
            .build();
  }

  /** As the speakers read the Secret. */
  private List<String> accepted() {
    return Stream.of("current", "next", "previous")
        .map(secret.getData()::get)
        .flatMap(Stream::ofNullable)
        .toList();
  }

  @SafeVarargs
  private void speak(List<String>... keys) {
    speakers.clear();
    for (List<String> of : keys) {
      speakers.add(report(of));
    }
  }

  private static SpeakerReport report(List<String> keys) {
    List<String> fingerprints =
        keys.stream().map(key -> KeyFingerprint.of(Base64.getDecoder().decode(key))).toList();
    return new SpeakerReport(
        "worker-p001", "b1", true, null, null, null, null, false, null, null, fingerprints);
  }

  private static Secret secret(Map<String, String> data, Map<String, String> annotations) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace("openelb-system")
        .withName("openelb-speaker-key")
        .withResourceVersion("7")
        .withAnnotations(annotations)
        .endMetadata()
        .withData(data)
        .build();
  }
}
