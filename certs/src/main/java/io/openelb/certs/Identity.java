package io.openelb.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and the private key that belongs to it. */
public record Identity(PrivateKey key, X509Certificate certificate) {

  /** Never shows the key. */
  @Override
  public String toString() {
    return "Identity["
        + certificate.getSubjectX500Principal()
        + ", until "
        + certificate.getNotAfter().toInstant()
        + "]";
  }
}
