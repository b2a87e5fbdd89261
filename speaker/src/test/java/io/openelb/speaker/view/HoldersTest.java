package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class HoldersTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.92");

  private final Holders holders = new Holders();

  @Test
  void tellsNewsOnce() {
    Holder web = holder("web", 0, FIRST);

    assertThat(holders.put(web)).isTrue();
    assertThat(holders.news()).containsOnly(entry(FIRST, web));

    assertThat(holders.put(holder("web", 0, FIRST))).isFalse();
    assertThat(holders.news()).isEmpty();
  }

  @Test
  void anotherAddressIsNewsOfBoth() {
    holders.put(holder("web", 0, FIRST));
    holders.news();

    Holder moved = holder("web", 0, SECOND);
    assertThat(holders.put(moved)).isTrue();

    assertThat(holders.news()).containsOnly(nobody(FIRST), entry(SECOND, moved));
  }

  @Test
  void theEldestHasTheSayUntilItIsGone() {
    Holder young = holder("young", 60, FIRST);
    Holder old = holder("old", 0, FIRST);
    holders.put(young);
    holders.put(old);
    assertThat(holders.news()).containsOnly(entry(FIRST, old));

    assertThat(holders.remove(old.id())).isTrue();

    assertThat(holders.news()).containsOnly(entry(FIRST, young));
  }

  @Test
  void whoIsBeingDeletedHasTheSayOnlyWhereThereIsNoOther() {
    Holder young = holder("young", 60, FIRST);
    Holder old = holder("old", 0, FIRST);
    Holder going = new Holder(old.seniority(), true, old.addresses(), old.ranking());
    holders.put(young);
    holders.put(old);

    assertThat(holders.put(going)).isTrue();
    assertThat(holders.news()).containsOnly(entry(FIRST, young));

    holders.remove(young.id());
    assertThat(holders.news()).containsOnly(entry(FIRST, going));
  }

  @Test
  void whoHoldsNothingIsOfNoInterest() {
    assertThat(holders.put(holder("web", 0))).isFalse();
    assertThat(holders.remove(new ServiceId("shop", "web"))).isFalse();
    assertThat(holders.news()).isEmpty();

    holders.put(holder("web", 0, FIRST));
    assertThat(holders.put(holder("web", 0))).isTrue();
    assertThat(holders.news()).containsOnly(nobody(FIRST));
  }

  private static Map.Entry<Ip, Optional<Holder>> entry(Ip address, Holder holder) {
    return Map.entry(address, Optional.of(holder));
  }

  private static Map.Entry<Ip, Optional<Holder>> nobody(Ip address) {
    return Map.entry(address, Optional.empty());
  }

  private static Holder holder(String name, long age, Ip... addresses) {
    return new Holder(
        new Seniority(Instant.EPOCH.plusSeconds(age), "", new ServiceId("shop", name)),
        false,
        Arrays.stream(addresses).collect(Collectors.toSet()),
        List.of("master1"));
  }
}
