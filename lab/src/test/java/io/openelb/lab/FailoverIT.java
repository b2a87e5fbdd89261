package io.openelb.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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

  @Test
  void noSafetyRuleIsBrokenByAnyFault() {
    lab.bench("failover", "--check", "--runs", "1", "--away", "45").orFail();
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
