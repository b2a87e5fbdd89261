package io.openelb.lab;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenELB's document, from step 1 to step 6: `make demo`. */
@ExtendWith(LabExtension.class)
final class DocumentIT {

  @Test
  void everyStepHappensAsWritten(Lab lab) {
    System.out.println(lab.demo().orFail());
  }
}
