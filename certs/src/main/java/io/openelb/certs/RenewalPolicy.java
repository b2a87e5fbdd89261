package io.openelb.certs;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When certificates are renewed, and what the renewed ones are. Pure: the time comes in, a value
 * comes out.
 *
 * <p>A certificate is renewed at two thirds of its life. An authority is renewed in two steps, so
 * that there is no moment at which a client meets a serving certificate that it does not trust yet:
 * the new authority is trusted first, and signs after {@code settle}.
 *
 * <p>One that was made by a clock that was ahead is made anew, since the API server refuses it
 * until it begins. What the clock that is behind makes, the other one keeps: no two renew each
 * other's for ever. That holds while they differ by less than half of {@code servingLife}; what is
 * further ahead is left alone.
 *
 * @param dnsNames the names clients call the webhook by
 * @param servingLife of a serving certificate
 * @param authorityLife of an authority; longer than {@code servingLife}
 * @param settle how long a new authority is only trusted: time for the bundle to reach every API
 *     server
 */
public record RenewalPolicy(
    List<String> dnsNames, Duration servingLife, Duration authorityLife, Duration settle) {

  public RenewalPolicy {
    dnsNames = List.copyOf(dnsNames);
  }

  /**
   * The policy for Service {@code openelb-webhook} of this namespace: 90 days, under an authority
   * of five years.
   */
  public static RenewalPolicy forNamespace(String namespace) {
    String service = "openelb-webhook";
    return new RenewalPolicy(
        List.of(
            service + "." + namespace + ".svc",
            service + "." + namespace + ".svc.cluster.local",
            service + "." + namespace,
            service),
        Duration.ofDays(90),
        Duration.ofDays(5 * 365),
        Duration.ofHours(1));
  }

  /**
   * Decides what has to happen to {@code present} at {@code now}; null means that there is nothing
   * yet.
   */
  public Renewal decide(@Nullable Certificates present, Instant now) {
    if (present == null) {
      return new Renewal.StartAnew("there is no certificate yet");
    }
    X509Certificate authority = present.signing().certificate();
    X509Certificate serving = present.serving().certificate();
    if (!now.isBefore(end(authority))) {
      return new Renewal.StartAnew("the authority ended at " + end(authority));
    }
    if (isAhead(authority, now)) {
      return new Renewal.StartAnew("the authority begins only at " + begin(authority));
    }
    if (!Keys.belong(present.signing().identity())) {
      return new Renewal.StartAnew("the authority's key and certificate do not belong together");
    }
    Authority next = present.next();
    if (next != null && !Keys.belong(next.identity())) {
      return new Renewal.IntroduceAuthority(
          "the next authority's key and certificate do not belong together");
    }
    if (next != null && isAhead(next.certificate(), now)) {
      return new Renewal.IntroduceAuthority(
          "the next authority begins only at " + begin(next.certificate()));
    }
    if (next != null && !now.isBefore(introduced(next).plus(settle))) {
      return new Renewal.SwitchAuthority("the next authority is trusted since " + introduced(next));
    }
    if (next == null && !now.isBefore(twoThirds(authority))) {
      return new Renewal.IntroduceAuthority("the authority ends at " + end(authority));
    }
    String flaw = flaw(present);
    if (flaw != null) {
      return new Renewal.Reissue(flaw);
    }
    if (isAhead(serving, now)) {
      return new Renewal.Reissue("the serving certificate begins only at " + begin(serving));
    }
    // One that ends with its authority can't be made any longer by the same authority.
    if (!now.isBefore(twoThirds(serving)) && end(serving).isBefore(end(authority))) {
      return new Renewal.Reissue("the serving certificate ends at " + end(serving));
    }
    return new Renewal.Keep(nextChange(present));
  }

  /** Carries a decision out. Only {@link Renewal.Keep} needs no change, and is refused here. */
  Certificates apply(Renewal renewal, @Nullable Certificates present, Instant now) {
    if (present == null || renewal instanceof Renewal.StartAnew) {
      Authority authority = Authority.create(now, authorityLife);
      return new Certificates(
          authority, null, List.of(), authority.issue(dnsNames, now, servingLife));
    }
    return switch (renewal) {
      case Renewal.Reissue _ ->
          new Certificates(
              present.signing(),
              present.next(),
              stillValid(present.retired(), now),
              present.signing().issue(dnsNames, now, servingLife));
      case Renewal.IntroduceAuthority _ ->
          new Certificates(
              present.signing(),
              Authority.create(now, authorityLife),
              stillValid(present.retired(), now),
              present.serving());
      case Renewal.SwitchAuthority _ -> switchAuthority(present, now);
      case Renewal.Keep _, Renewal.StartAnew _ ->
          throw new IllegalArgumentException("nothing to apply: " + renewal);
    };
  }

  private Certificates switchAuthority(Certificates present, Instant now) {
    Authority next = present.next();
    if (next == null) {
      throw new IllegalArgumentException("there is no authority to switch to");
    }
    return new Certificates(
        next,
        null,
        stillValid(List.of(present.signing().certificate()), now),
        next.issue(dnsNames, now, servingLife));
  }

  /** What makes the serving certificate useless whatever the time is, or null. */
  private @Nullable String flaw(Certificates present) {
    if (!Keys.belong(present.serving())) {
      return "the serving key and certificate do not belong together";
    }
    X509Certificate serving = present.serving().certificate();
    try {
      serving.verify(present.signing().certificate().getPublicKey());
    } catch (GeneralSecurityException e) {
      return "the serving certificate is not signed by the authority";
    }
    Set<String> missing =
        dnsNames.stream()
            .filter(name -> !Keys.dnsNames(serving).contains(name))
            .collect(Collectors.toSet());
    return missing.isEmpty() ? null : "the serving certificate lacks " + missing;
  }

  private Instant nextChange(Certificates present) {
    X509Certificate authority = present.signing().certificate();
    X509Certificate serving = present.serving().certificate();
    Authority next = present.next();
    Instant authorityChange = next == null ? twoThirds(authority) : introduced(next).plus(settle);
    return end(serving).isBefore(end(authority)) && twoThirds(serving).isBefore(authorityChange)
        ? twoThirds(serving)
        : authorityChange;
  }

  private boolean isAhead(X509Certificate certificate, Instant now) {
    return now.isBefore(begin(certificate))
        && begin(certificate).isBefore(now.plus(servingLife.dividedBy(2)));
  }

  private static List<X509Certificate> stillValid(List<X509Certificate> certificates, Instant now) {
    return certificates.stream().filter(certificate -> now.isBefore(end(certificate))).toList();
  }

  private static Instant introduced(Authority authority) {
    return begin(authority.certificate()).plus(Authority.BACKDATE);
  }

  private static Instant twoThirds(X509Certificate certificate) {
    Instant start = begin(certificate);
    return start.plus(Duration.between(start, end(certificate)).multipliedBy(2).dividedBy(3));
  }

  private static Instant begin(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant();
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
