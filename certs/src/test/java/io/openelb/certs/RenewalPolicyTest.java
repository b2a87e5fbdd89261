package io.openelb.certs;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RenewalPolicyTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final RenewalPolicy POLICY =
      new RenewalPolicy(
          List.of("openelb-webhook.openelb-system.svc"),
          Duration.ofDays(90),
          Duration.ofDays(900),
          Duration.ofHours(1));
  private static final Certificates FRESH =
      POLICY.apply(new Renewal.StartAnew("test"), null, START);

  static Stream<Arguments> dueTimes() {
    return Stream.of(
        Arguments.of("new ones are kept", Duration.ZERO, Renewal.Keep.class),
        Arguments.of(
            "before two thirds of its life a leaf is kept",
            Duration.ofDays(59),
            Renewal.Keep.class),
        Arguments.of(
            "after two thirds of its life a leaf is renewed",
            Duration.ofDays(60),
            Renewal.Reissue.class),
        Arguments.of("an expired leaf is renewed", Duration.ofDays(100), Renewal.Reissue.class),
        Arguments.of(
            "after two thirds of the authority's life its successor is introduced",
            Duration.ofDays(600),
            Renewal.IntroduceAuthority.class),
        Arguments.of(
            "an expired authority is replaced", Duration.ofDays(900), Renewal.StartAnew.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dueTimes")
  void decidesByTheTime(String sentence, Duration age, Class<? extends Renewal> expected) {
    assertThat(POLICY.decide(FRESH, START.plus(age))).as(sentence).isInstanceOf(expected);
  }

  @Test
  void makesAnewWhatAClockThatWasAheadMade() {
    Instant ahead = START.plus(Duration.ofDays(20));
    Certificates all = POLICY.apply(new Renewal.StartAnew("test"), null, ahead);
    Certificates serving = POLICY.apply(new Renewal.Reissue("test"), FRESH, ahead);
    Certificates next = POLICY.apply(new Renewal.IntroduceAuthority("test"), FRESH, ahead);

    assertThat(POLICY.decide(all, START))
        .isEqualTo(new Renewal.StartAnew("the authority begins only at 2026-01-20T23:00:00Z"));
    assertThat(POLICY.decide(serving, START))
        .isEqualTo(
            new Renewal.Reissue("the serving certificate begins only at 2026-01-20T23:00:00Z"));
    assertThat(POLICY.decide(next, START))
        .isEqualTo(
            new Renewal.IntroduceAuthority(
                "the next authority begins only at 2026-01-20T23:00:00Z"));
    Instant begun = ahead.minus(Authority.BACKDATE);
    assertThat(POLICY.decide(all, begun)).isInstanceOf(Renewal.Keep.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 24, 44 * 24, 45 * 24, 46 * 24, 60 * 24, 61 * 24, 90 * 24, 50 * 8760})
  void replicasWhoseClocksDifferDoNotRenewEachOthersForEver(long hours) {
    Instant late = START.plus(Duration.ofHours(hours));
    Certificates present = POLICY.apply(new Renewal.StartAnew("test"), null, late);
    int renewals = 0;
    for (int look = 0; look < 20; look++) {
      Instant now = look % 2 == 0 ? START : late;
      Renewal renewal = POLICY.decide(present, now);
      if (!(renewal instanceof Renewal.Keep)) {
        present = POLICY.apply(renewal, present, now);
        renewals++;
      }
    }

    assertThat(renewals).isLessThanOrEqualTo(1);
  }

  @Test
  void keepsUntilTheMomentAtWhichSomethingIsDue() {
    assertThat(POLICY.decide(FRESH, START))
        .isInstanceOfSatisfying(
            Renewal.Keep.class,
            keep -> {
              assertThat(POLICY.decide(FRESH, keep.until().minusSeconds(1)))
                  .isInstanceOf(Renewal.Keep.class);
              assertThat(POLICY.decide(FRESH, keep.until())).isInstanceOf(Renewal.Reissue.class);
            });
  }

  @Test
  void startsAnewFromNothing() {
    assertThat(POLICY.decide(null, START))
        .isEqualTo(new Renewal.StartAnew("there is no certificate yet"));
  }

  static Stream<Arguments> damage() {
    Certificates other = POLICY.apply(new Renewal.StartAnew("test"), null, START);
    var mixedAuthority =
        new Authority(
            new Identity(other.signing().identity().key(), FRESH.signing().certificate()));
    var mixedServing = new Identity(other.serving().key(), FRESH.serving().certificate());
    return Stream.of(
        Arguments.of(
            new Certificates(mixedAuthority, null, List.of(), FRESH.serving()),
            new Renewal.StartAnew("the authority's key and certificate do not belong together")),
        Arguments.of(
            new Certificates(FRESH.signing(), null, List.of(), mixedServing),
            new Renewal.Reissue("the serving key and certificate do not belong together")),
        Arguments.of(
            new Certificates(FRESH.signing(), null, List.of(), other.serving()),
            new Renewal.Reissue("the serving certificate is not signed by the authority")),
        Arguments.of(
            new Certificates(FRESH.signing(), mixedAuthority, List.of(), FRESH.serving()),
            new Renewal.IntroduceAuthority(
                "the next authority's key and certificate do not belong together")));
  }

  @ParameterizedTest
  @MethodSource("damage")
  void replacesWhatDoesNotFitTogether(Certificates damaged, Renewal expected) {
    assertThat(POLICY.decide(damaged, START)).isEqualTo(expected);
  }

  @Test
  void reissuesWhenANameIsMissing() {
    var wider =
        new RenewalPolicy(
            List.of("openelb-webhook.other.svc"),
            POLICY.servingLife(),
            POLICY.authorityLife(),
            POLICY.settle());

    assertThat(wider.decide(FRESH, START))
        .isEqualTo(
            new Renewal.Reissue("the serving certificate lacks [openelb-webhook.other.svc]"));
  }

  @Test
  void trustsANewAuthorityBeforeItSigns() {
    Instant due = START.plus(Duration.ofDays(600));
    Certificates introduced = POLICY.apply(POLICY.decide(FRESH, due), FRESH, due);
    assertThat(introduced.trusted()).hasSize(2).startsWith(FRESH.signing().certificate());
    assertThat(introduced.serving()).isEqualTo(FRESH.serving());
    assertThat(POLICY.decide(introduced, due.plus(Duration.ofMinutes(59))))
        .isNotInstanceOf(Renewal.SwitchAuthority.class);

    Instant settled = due.plus(Duration.ofHours(1));
    Renewal renewal = POLICY.decide(introduced, settled);
    assertThat(renewal).isInstanceOf(Renewal.SwitchAuthority.class);
    Certificates switched = POLICY.apply(renewal, introduced, settled);
    assertThat(switched.trusted()).containsExactlyInAnyOrderElementsOf(introduced.trusted());
    assertThat(switched.signing()).isEqualTo(introduced.next());
    assertThat(switched.next()).isNull();
    assertThat(POLICY.decide(switched, settled)).isInstanceOf(Renewal.Keep.class);
  }

  @Test
  void forgetsARetiredAuthorityWhenItHasEnded() {
    Instant due = START.plus(Duration.ofDays(600));
    Certificates introduced = POLICY.apply(new Renewal.IntroduceAuthority("test"), FRESH, due);
    Certificates switched = POLICY.apply(new Renewal.SwitchAuthority("test"), introduced, due);

    Instant later = START.plus(Duration.ofDays(901));
    assertThat(POLICY.apply(new Renewal.Reissue("test"), switched, later).trusted())
        .containsExactly(switched.signing().certificate());
  }

  @Test
  void neverLetsALeafOutliveItsAuthority() {
    Instant late = START.plus(Duration.ofDays(880));
    X509Certificate leaf =
        POLICY.apply(new Renewal.Reissue("test"), FRESH, late).serving().certificate();

    assertThat(leaf.getNotAfter()).isEqualTo(FRESH.signing().certificate().getNotAfter());
  }

  @Test
  void survivesTheWayThroughASecret() throws Exception {
    Instant due = START.plus(Duration.ofDays(600));
    Certificates introduced = POLICY.apply(new Renewal.IntroduceAuthority("test"), FRESH, due);

    assertThat(SecretCodec.decode(SecretCodec.encode(introduced))).isEqualTo(introduced);
  }
}
