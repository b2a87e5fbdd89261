package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The speaker's port on its node's addresses, to which anybody on the segment may come. */
@ExtendWith(LabExtension.class)
final class StatusPortIT {

  /** Longer than the kubelet lets three probes fail. */
  private static final int SECONDS = 10;

  /** Takes more connections than there are, says how many of them are held, and hangs up. */
  private static final String HOLD_ALL =
      """
      import socket, sys, time
      node, seconds = sys.argv[1], int(sys.argv[2])
      held = [socket.create_connection((node, 50051), 5) for _ in range(300)]
      time.sleep(seconds)
      def is_held(connection):
          connection.setblocking(False)
          try:
              return connection.recv(1) != b""
          except BlockingIOError:
              return True
          except ConnectionError:
              return False
      print(sum(map(is_held, held)))
      """;

  private final Lab lab;

  StatusPortIT(Lab lab) {
    this.lab = lab;
  }

  @Test
  void whoHoldsAllConnectionsDoesNotKeepTheKubeletOut() {
    var before = speaker();
    assertThat(ready(before).getStatus()).isEqualTo("True");

    var held =
        lab.on(
                "client",
                "python3",
                "-c",
                HOLD_ALL,
                before.getStatus().getHostIP(),
                String.valueOf(SECONDS))
            .orFail();

    assertThat(Integer.parseInt(held)).as("that many, and no more").isBetween(100, 128);
    assertThat(ready(speaker())).isEqualTo(ready(before));
  }

  private Pod speaker() {
    return lab.client()
        .pods()
        .inNamespace("openelb-system")
        .withLabel("app.kubernetes.io/component", "speaker")
        .withField("spec.nodeName", "worker-p001")
        .list()
        .getItems()
        .getFirst();
  }

  /** With the time since when it is so. */
  private static PodCondition ready(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }
}
