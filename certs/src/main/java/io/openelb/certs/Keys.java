package io.openelb.certs;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Questions about keys and certificates that the JDK answers only in steps. */
final class Keys {

  /** RFC 5280 4.2.1.6: GeneralName, choice 2. */
  private static final int DNS_NAME = 2;

  private Keys() {}

  /** Does the private key belong to the certificate's public key? */
  static boolean belong(Identity identity) {
    byte[] probe = {1, 2, 3};
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(identity.key());
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(identity.certificate().getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The certificate's DNS subject alternative names. */
  static Set<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return Set.of();
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> (String) name.get(1))
          .collect(Collectors.toSet());
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }
}
