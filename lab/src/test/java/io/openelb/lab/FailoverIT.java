package io.openelb.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An address moves off a node that can't serve it, and never speaks with two voices. The faults and
 * the safety rules are those of the benchmark `lab/bench failover`, which measures the outages too:
 * here a busy machine may take its time.
 */
@ExtendWith(LabExtension.class)
final class FailoverIT {

  private final Lab lab;

  FailoverIT(Lab lab) {
    this.lab = lab;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cable unplugged",
        "node frozen",
        "speaker killed",
        "speakers rolled out",
        "key rotated",
        "node drained",
        "kernels answer, cable unplugged",
        "API server gone, cable unplugged",
        "API server gone, second NIC dead",
        "segment cut",
        "segment cut, healed behind a firewall",
        "advertisements dropped",
        "second NIC dead"
      })
  void noSafetyRuleIsBroken(String fault) {
    lab.bench("failover", "--check", "--runs", "1", "--away", "45", "--fault", fault).orFail();
  }

  /**
   * What was once known of a node's kernel is not held against its speaker. With this seed the
   * second address is of a node whose kernel answered for the first one.
   */
  @Test
  void aMendedKernelsSpeakerIsBelieved() {
    lab.bench(
            "failover",
            "--check",
            "--runs",
            "1",
            "--seed",
            "2",
            "--fault",
            "kernels answer, cable unplugged",
            "--fault",
            "advertisements dropped")
        .orFail();
  }
}
