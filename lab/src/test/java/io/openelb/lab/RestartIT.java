package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One voice for each address, whatever of ours is restarted. */
@ExtendWith(LabExtension.class)
final class RestartIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static Scene scene;
  private static List<String> addresses;

  private final Lab lab;

  RestartIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "restart", "192.168.0.140-192.168.0.149");
    var services = IntStream.range(0, 4).mapToObj(i -> "web-" + i).toList();
    services.forEach(service -> scene.applied(scene.service(service, 80)));
    addresses = services.stream().map(scene::awaitAddress).toList();
    addresses.forEach(address -> lab.awaitOneVoice(address, LIMIT));
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void everyPodOfOursDeletedAtOnce() {
    lab.killPods("app.kubernetes.io/part-of=openelb");

    assertOneVoiceEach();
    assertThat(IntStream.range(0, 4).mapToObj(i -> scene.address("web-" + i)).toList())
        .as("addresses are kept")
        .isEqualTo(addresses);
  }

  @Test
  void eachSpeakerRestartedOneAfterTheOther() {
    lab.kubectl("-n", "openelb-system", "rollout", "restart", "daemonset/openelb-speaker").orFail();
    lab.kubectl("-n", "openelb-system", "rollout", "status", "daemonset/openelb-speaker").orFail();

    assertOneVoiceEach();
  }

  private void assertOneVoiceEach() {
    addresses.forEach(address -> lab.awaitOneVoice(address, LIMIT));
    // At rest it stays one: listened to for longer than any hand-over takes.
    addresses.forEach(
        address -> assertThat(lab.voices(address, Duration.ofSeconds(2))).as(address).hasSize(1));
    addresses.forEach(
        address -> assertThat(lab.curl("http://" + address)).startsWith("You've hit"));
  }
}
