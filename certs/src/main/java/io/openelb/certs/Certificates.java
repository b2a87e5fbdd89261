package io.openelb.certs;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that both replicas share: one state of the rotation.
 *
 * @param signing the authority that signed the serving certificate
 * @param next the authority that will sign after it; clients trust it already
 * @param retired authorities that sign no more, trusted until they end, since a replica may still
 *     serve what they signed
 * @param serving what the webhook shows to its clients
 */
public record Certificates(
    Authority signing, @Nullable Authority next, List<X509Certificate> retired, Identity serving) {

  public Certificates {
    retired = List.copyOf(retired);
  }

  /** The authorities a client has to trust, the signing one first. */
  public List<X509Certificate> trusted() {
    return Stream.of(
            Stream.of(signing.certificate()),
            Stream.ofNullable(next).map(Authority::certificate),
            retired.stream())
        .flatMap(certificates -> certificates)
        .toList();
  }

  /** {@link #trusted} as PEM: the {@code caBundle} of a webhook configuration before its base64. */
  public String trustBundle() {
    return Pem.encode(trusted());
  }
}
