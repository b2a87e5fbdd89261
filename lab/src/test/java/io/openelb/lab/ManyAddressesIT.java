package io.openelb.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A node that owns hundreds of addresses is cut off: its successor answers for all of them, and the
 * API says so. How fast, and for thousands, is measured by `lab/bench many`.
 */
@ExtendWith(LabExtension.class)
final class ManyAddressesIT {

  private final Lab lab;

  ManyAddressesIT(Lab lab) {
    this.lab = lab;
  }

  @Test
  void allOfThemMove() {
    lab.bench("many", "--check", "--runs", "1", "--addresses", "300").orFail();
  }
}
