package io.openelb.certs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@link Certificates} as the data of a Secret of type {@code kubernetes.io/tls}.
 *
 * <pre>
 * tls.crt, tls.key       the serving certificate and its key
 * ca.crt                 every trusted authority, the signing one first
 * ca.key                 the signing authority's key
 * next-ca.crt, -.key     during a rotation: the authority that signs next
 * </pre>
 */
final class SecretCodec {

  private static final String SERVING_CERTIFICATE = "tls.crt";
  private static final String SERVING_KEY = "tls.key";
  private static final String TRUSTED = "ca.crt";
  private static final String SIGNING_KEY = "ca.key";
  private static final String NEXT_CERTIFICATE = "next-ca.crt";
  private static final String NEXT_KEY = "next-ca.key";

  private SecretCodec() {}

  static Map<String, String> encode(Certificates certificates) {
    var data = new LinkedHashMap<String, String>();
    put(data, SERVING_CERTIFICATE, Pem.encode(List.of(certificates.serving().certificate())));
    put(data, SERVING_KEY, Pem.encode(certificates.serving().key()));
    put(data, TRUSTED, certificates.trustBundle());
    put(data, SIGNING_KEY, Pem.encode(certificates.signing().identity().key()));
    Authority next = certificates.next();
    if (next != null) {
      put(data, NEXT_CERTIFICATE, Pem.encode(List.of(next.certificate())));
      put(data, NEXT_KEY, Pem.encode(next.identity().key()));
    }
    return data;
  }

  /**
   * @throws GeneralSecurityException when an entry is missing or is not what it should be
   */
  static Certificates decode(Map<String, String> data) throws GeneralSecurityException {
    List<X509Certificate> trusted = Pem.certificates(get(data, TRUSTED));
    var signing = new Authority(new Identity(Pem.key(get(data, SIGNING_KEY)), trusted.getFirst()));
    var serving =
        new Identity(
            Pem.key(get(data, SERVING_KEY)),
            Pem.certificates(get(data, SERVING_CERTIFICATE)).getFirst());
    Authority next = next(data);
    List<X509Certificate> retired =
        trusted.stream()
            .skip(1)
            .filter(certificate -> next == null || !certificate.equals(next.certificate()))
            .collect(Collectors.toList());
    return new Certificates(signing, next, retired, serving);
  }

  private static @Nullable Authority next(Map<String, String> data)
      throws GeneralSecurityException {
    if (!data.containsKey(NEXT_CERTIFICATE)) {
      return null;
    }
    return new Authority(
        new Identity(
            Pem.key(get(data, NEXT_KEY)),
            Pem.certificates(get(data, NEXT_CERTIFICATE)).getFirst()));
  }

  private static void put(Map<String, String> data, String name, String text) {
    data.put(name, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String get(Map<String, String> data, String name) throws GeneralSecurityException {
    String value = data.get(name);
    if (value == null) {
      throw new GeneralSecurityException(name + " is missing");
    }
    try {
      return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(name + " is not base64", e);
    }
  }
}
