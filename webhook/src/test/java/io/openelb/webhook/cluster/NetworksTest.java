package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.Names;
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

  @Test
  void aStrangerIsOneWhileALivingSpeakerSaysSo() {
    assertThat(networks.put(lease("a", 0, CONFLICT))).isTrue();
    assertThat(networks.put(lease("b", 0, "{}"))).isTrue();
    assertThat(networks.strangers()).containsOnlyKeys(Ip.of("192.168.0.91"));

    now.addAndGet(Duration.ofSeconds(20).toNanos());
    assertThat(networks.put(lease("b", 20, "{}"))).isFalse();
    now.addAndGet(1);
    assertThat(networks.put(lease("a", 0, CONFLICT))).isFalse();
    assertThat(networks.put(lease("b", 21, "{}"))).isTrue();
    assertThat(networks.strangers()).isEmpty();

    assertThat(networks.put(lease("a", 22, CONFLICT))).isTrue();
    assertThat(networks.put(lease("a", 23, "{}"))).isTrue();
    assertThat(networks.strangers()).isEmpty();
  }

  @Test
  void aPeerIsNone() {
    networks.put(lease("a", 0, CONFLICT));
    networks.put(
        lease("b", 0, "{\"interfaces\": [{\"name\": \"eth0\", \"mac\": \"52:54:22:00:00:01\"}]}"));

    assertThat(networks.strangers()).isEmpty();
  }

  private static Lease lease(String node, int renewed, String report) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(Names.SPEAKER_LEASE_PREFIX + node)
        .addToAnnotations(Names.REPORT, report)
        .endMetadata()
        .withNewSpec()
        .withLeaseDurationSeconds(20)
        .withRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, renewed, 0, ZoneOffset.UTC))
        .endSpec()
        .build();
  }
}
