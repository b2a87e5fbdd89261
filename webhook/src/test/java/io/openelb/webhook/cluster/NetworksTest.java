package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.core.address.Ip;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NetworksTest {

  private static final String CONFLICT =
      "{\"conflicts\": [{\"address\": \"192.168.0.91\", \"mac\": \"52:54:22:00:00:01\"}]}";

  private final AtomicLong now = new AtomicLong();
  private final Networks networks = new Networks(now::get);
  private int renewals;

  @Test
  void aStrangerIsOneWhileALivingSpeakerSaysSo() {
    Lease conflict = lease("a", CONFLICT);
    assertThat(networks.put(conflict)).isTrue();
    assertThat(networks.put(lease("b", "{}"))).isTrue();
    for (int i = 0; i < 4; i++) {
      pass(5);
      assertThat(networks.put(lease("b", "{}"))).isFalse();
    }
    assertThat(networks.strangers()).containsOnlyKeys(Ip.of("192.168.0.91"));

    now.addAndGet(1);
    assertThat(networks.put(conflict)).isFalse();
    assertThat(networks.put(lease("b", "{}"))).isTrue();
    assertThat(networks.strangers()).isEmpty();

    assertThat(networks.put(lease("a", CONFLICT))).isTrue();
    assertThat(networks.put(lease("a", "{}"))).isTrue();
    assertThat(networks.strangers()).isEmpty();
  }

  @Test
  void whenRenewalsStopForAMinuteAndOneReturnsTheStrangersOfTheOthersStand() {
    networks.put(lease("a", CONFLICT));
    networks.put(lease("b", "{}"));

    pass(60);
    assertThat(networks.put(lease("b", "{}"))).isFalse();

    assertThat(networks.strangers()).containsOnlyKeys(Ip.of("192.168.0.91"));
  }

  @Test
  void whatADeletedLeaseToldStandsUntilItEnds() {
    networks.put(lease("b", "{}"));
    networks.put(lease("a", CONFLICT));
    networks.remove(lease("a", CONFLICT));
    assertThat(networks.strangers()).containsOnlyKeys(Ip.of("192.168.0.91"));

    for (int i = 0; i < 5; i++) {
      pass(5);
      networks.put(lease("b", "{}"));
    }
    assertThat(networks.strangers()).isEmpty();
    assertThat(networks.byNode()).containsOnlyKeys("b");
  }

  @Test
  void aPeerIsNone() {
    networks.put(lease("a", CONFLICT));
    networks.put(
        lease("b", "{\"interfaces\": [{\"name\": \"eth0\", \"mac\": \"52:54:22:00:00:01\"}]}"));

    assertThat(networks.strangers()).isEmpty();
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Lease lease(String node, String report) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(SpeakerLease.name(node))
        .addToAnnotations(Names.REPORT, report)
        .endMetadata()
        .withNewSpec()
        .withLeaseDurationSeconds(20)
        .withRenewTime(
            ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).plusSeconds(renewals++))
        .endSpec()
        .build();
  }
}
