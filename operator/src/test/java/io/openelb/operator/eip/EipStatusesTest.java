package io.openelb.operator.eip;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.api.EipReading;
import io.openelb.api.EipStatus;
import io.openelb.api.ExactNumber;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import io.openelb.operator.TestObjects;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EipStatusesTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final ServiceId WEB = new ServiceId("shop", "web");

  private static final long GENERATION = 3;

  private final NavigableMap<Ip, List<ServiceId>> used = new TreeMap<>();

  @Test
  void heldAddressesAreListedWithTheirServices() {
    used.put(Ip.of("192.168.0.100"), List.of(WEB));
    used.put(FIRST, List.of(new ServiceId("shop", "api"), WEB));

    EipStatus status = status("192.168.0.91-192.168.0.100");

    assertThat(status.used())
        .containsExactly(
            Map.entry("192.168.0.91", "shop/api;shop/web"), Map.entry("192.168.0.100", "shop/web"));
    assertThat(status.usage()).isEqualTo(ExactNumber.of(2));
    assertThat(status.available()).isEqualTo(ExactNumber.of(8));
  }

  @Test
  void moreThanFiveHundredAreNotListed() {
    for (int number = 0; number < 500; number++) {
      used.put(Ip.of("10.0.0.0").plus(BigInteger.valueOf(number)), List.of(WEB));
    }
    assertThat(status("10.0.0.0/22").used()).hasSize(500);

    used.put(Ip.of("10.0.3.0"), List.of(WEB));
    assertThat(status("10.0.0.0/22").used()).isNull();
    assertThat(status("10.0.0.0/22").usage()).isEqualTo(ExactNumber.of(501));
  }

  @Test
  void itIsOccupiedWhenNoAddressIsLeft() {
    assertThat(status("192.168.0.91-192.168.0.92").occupied()).isFalse();

    used.put(FIRST, List.of(WEB));
    assertThat(status("192.168.0.91-192.168.0.92").occupied()).isFalse();
    assertThat(status("192.168.0.91").occupied()).isTrue();
  }

  @Test
  void whatIsHeldThoughItIsLeftOutTakesNoPlaceOfAnother() {
    Ip printers = Ip.of("192.168.0.92");
    used.put(printers, List.of(WEB));
    Pool pool = pool("192.168.0.91-192.168.0.92").leavingOut(Map.of(printers, "a printer's"));

    EipStatus status = status(pool);

    assertThat(status.poolSize()).isEqualTo(ExactNumber.of(1));
    assertThat(status.usage()).isEqualTo(ExactNumber.of(1));
    assertThat(status.available()).isEqualTo(ExactNumber.of(1));
    assertThat(status.occupied()).isFalse();
  }

  @Test
  void itSaysWhetherItsAddressesAreIpv4() {
    assertThat(status("192.168.0.91").v4()).isTrue();
    assertThat(status("fd00:168::91").v4()).isFalse();
  }

  @Test
  void allOfItIsAboutOneGenerationWhetherTheEipIsInOrderOrNot() {
    EipReading broken =
        new EipReading(
            Optional.empty(),
            List.of(new Violation("spec.address", Violation.Reason.INVALID, "it is none")));

    for (EipStatus status : List.of(status("192.168.0.91"), status(broken))) {
      assertThat(status.observedGeneration()).isEqualTo(GENERATION);
      assertThat(status.conditions())
          .hasSize(3)
          .extracting(Condition::getObservedGeneration)
          .containsOnly(GENERATION);
    }
  }

  private EipStatus status(String addresses) {
    return status(pool(addresses));
  }

  private EipStatus status(Pool pool) {
    return status(new EipReading(Optional.of(pool), List.of()));
  }

  private EipStatus status(EipReading reading) {
    Eip eip = TestObjects.eip("layer2-eip", "");
    eip.getMetadata().setGeneration(GENERATION);
    return new EipStatuses(Clock.systemUTC()).status(eip, reading, used, List.of());
  }

  private static Pool pool(String addresses) {
    PoolReading reading = EipMapper.read(TestObjects.eip("layer2-eip", addresses), Reserved.none());
    return ((PoolReading.Valid) reading).pool();
  }
}
