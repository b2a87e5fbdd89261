package io.openelb.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WantedTest {

  private static final Ip IP = Ip.of("192.168.0.91");
  private static final ServiceId WEB = new ServiceId("shop", "web");
  private static final ServiceId MAIL = new ServiceId("shop", "mail");

  private final Wanted wanted = new Wanted();

  @Test
  void whatOthersWantIsLeftToThem() {
    wanted.put(WEB, Set.of(IP));

    assertThat(wanted.byOthers(IP, MAIL)).isTrue();
    assertThat(wanted.byOthers(IP, WEB)).isFalse();
    assertThat(wanted.byOthers(IP.next(), MAIL)).isFalse();
  }

  @Test
  void severalMayWantTheSame() {
    wanted.put(WEB, Set.of(IP));
    wanted.put(MAIL, Set.of(IP));
    assertThat(wanted.byOthers(IP, WEB)).isTrue();

    wanted.remove(MAIL);
    assertThat(wanted.byOthers(IP, WEB)).isFalse();
    assertThat(wanted.size()).isEqualTo(1);
  }

  @Test
  void whatIsWantedNowIsInPlaceOfWhatWasBefore() {
    wanted.put(WEB, Set.of(IP));
    wanted.put(WEB, Set.of(IP.next()));
    assertThat(wanted.byOthers(IP, MAIL)).isFalse();

    wanted.put(WEB, Set.of());
    assertThat(wanted.byOthers(IP.next(), MAIL)).isFalse();
    assertThat(wanted.size()).isZero();
  }

  @Test
  void whatNobodyWantsIsFoundInOneLeap() {
    Ip last = Ip.of("255.255.255.255");
    wanted.put(WEB, Set.of(IP, IP.next()));
    wanted.put(MAIL, Set.of(IP, last));
    assertThat(wanted.unwantedFrom(IP.previous())).contains(IP.previous());
    assertThat(wanted.unwantedFrom(IP)).contains(IP.next().next());
    assertThat(wanted.unwantedFrom(last).map(Ip::family)).contains(Family.IPV6);

    wanted.remove(WEB);
    assertThat(wanted.unwantedFrom(IP)).contains(IP.next());
    wanted.remove(MAIL);
    assertThat(wanted.unwantedFrom(IP)).contains(IP);
  }
}
