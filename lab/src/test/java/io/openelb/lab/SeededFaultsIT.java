package io.openelb.lab;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random faults that overlap, while the segment is watched all the time. What fails is replayed
 * with the seed that its message names: `lab/bench faults --check --count 50 --seed SEED`.
 */
@ExtendWith(LabExtension.class)
final class SeededFaultsIT {

  private final Lab lab;

  SeededFaultsIT(Lab lab) {
    this.lab = lab;
  }

  @Test
  void noSafetyRuleIsBroken() {
    var seed = String.valueOf(ThreadLocalRandom.current().nextInt(1_000_000));

    lab.bench("faults", "--check", "--count", "50", "--seed", seed).orFail();
  }
}
