package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An address moves off a node that can't serve it, and never speaks with two voices. */
@ExtendWith(LabExtension.class)
final class FailoverIT {

  /**
   * Far above the goal, which the benchmark measures: a test must not fail because the machine is
   * busy.
   */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /**
   * The operator follows a takeover when it has settled, and later each time one follows another.
   */
  private static final Duration SETTLED = Duration.ofSeconds(90);

  private static Scene scene;
  private static String address;

  private final Lab lab;

  FailoverIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "failover", "192.168.0.150-192.168.0.159");
    scene.applied(scene.service("web", 80));
    address = scene.awaitAddress("web");
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @BeforeEach
  void atRest() {
    var owner = lab.awaitOneVoice(address, LIMIT);
    await("API and segment agree")
        .atMost(SETTLED)
        .until(() -> ranking().startsWith(owner.toString()));
  }

  @Test
  void theOwnersCableIsPulledAndPutBack() {
    var owner = lab.awaitOneVoice(address, LIMIT);
    lab.unplug(owner);
    try {
      awaitAnotherVoice(owner);
    } finally {
      lab.plug(owner);
    }

    assertThat(awaitRest()).as("no failback").isNotEqualTo(owner);
    await("the operator learns of it")
        .atMost(SETTLED)
        .until(() -> !ranking().startsWith(owner.toString()));
    assertThat(lab.kubectl("-n", "failover", "get", "events").orFail()).contains("NodeAssigned");
  }

  @Test
  void theOwnersSpeakerIsKilled() {
    var owner = lab.awaitOneVoice(address, LIMIT);
    lab.signal(owner, "KILL", "openelb-speaker");

    awaitAnotherVoice(owner);

    awaitRest();
  }

  @Test
  void theOwnersSpeakerIsPausedAndResumed() {
    var owner = lab.awaitOneVoice(address, LIMIT);
    lab.signal(owner, "STOP", "openelb-speaker");
    try {
      awaitAnotherVoice(owner);
    } finally {
      lab.signal(owner, "CONT", "openelb-speaker");
    }

    awaitRest();
  }

  @Test
  void aRolloutOfTheSpeakersLosesNoConnection() throws Exception {
    var outages = lab.watchOutages(address, 80, 40);
    lab.kubectl("-n", "openelb-system", "rollout", "restart", "daemonset/openelb-speaker").orFail();
    lab.kubectl("-n", "openelb-system", "rollout", "status", "daemonset/openelb-speaker").orFail();

    assertThat(outages.get().orFail()).contains("outages=none");
    lab.awaitOneVoice(address, LIMIT);
  }

  @Test
  void aNodeThatIsExcludedHandsItsAddressesOver() {
    var owner = lab.awaitOneVoice(address, LIMIT);
    var label = "node.kubernetes.io/exclude-from-external-load-balancers";
    lab.kubectl("label", "node", owner.toString(), label + "=true").orFail();
    try {
      awaitAnotherVoice(owner);
      assertThat(awaitRest()).isNotEqualTo(owner);
    } finally {
      lab.kubectl("label", "node", owner.toString(), label + "-").orFail();
    }
  }

  @Test
  void withoutTheApiServerAddressesStayAndFailOver() {
    lab.service("stop", Machine.MASTER1, "apiserver");
    try {
      var owner = awaitRest();
      lab.unplug(owner);
      try {
        awaitAnotherVoice(owner);
      } finally {
        lab.plug(owner);
      }
      awaitRest();
    } finally {
      lab.service("start", Machine.MASTER1, "apiserver");
    }
    await("the API server")
        .atMost(Duration.ofSeconds(60))
        .until(() -> lab.kubectl("get", "nodes").ok());
    lab.awaitOneVoice(address, LIMIT);
  }

  private void awaitAnotherVoice(Machine owner) {
    var mac = lab.mac(owner);
    await("another voice than " + owner)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> lab.voices(address, Duration.ofMillis(200)),
            found -> found.size() == 1 && !found.contains(mac));
  }

  /**
   * Waits until one and the same node alone has answered in five listenings in a row, longer than
   * any hand-over takes. On a machine that starves a speaker its fellows take over, as they should;
   * two voices that stay are never forgiven.
   */
  private Machine awaitRest() {
    var heard = new ArrayDeque<Set<String>>();
    await("one voice at rest")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          heard.addLast(lab.voices(address, Duration.ofMillis(500)));
          while (heard.size() > 5) {
            heard.removeFirst();
          }
          return heard.size() == 5 && heard.getFirst().size() == 1 && Set.copyOf(heard).size() == 1;
        });
    return lab.machineWith(heard.getFirst().iterator().next());
  }

  private static String ranking() {
    return scene
        .get("web")
        .getMetadata()
        .getAnnotations()
        .getOrDefault("layer2.openelb.kubesphere.io/nodes", "");
  }
}
