package io.openelb.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and PKCS #8 keys as text (RFC 7468). */
final class Pem {

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private Pem() {}

  static String encode(List<X509Certificate> certificates) {
    try {
      var blocks = new ArrayList<PemObject>();
      for (X509Certificate certificate : certificates) {
        blocks.add(new PemObject(CERTIFICATE, certificate.getEncoded()));
      }
      return write(blocks);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificate without an encoding", e);
    }
  }

  static String encode(PrivateKey key) {
    return write(List.of(new PemObject(PRIVATE_KEY, key.getEncoded())));
  }

  /**
   * @throws GeneralSecurityException when the text holds no certificate, or something else
   */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var factory = CertificateFactory.getInstance("X.509");
    var certificates = new ArrayList<X509Certificate>();
    for (PemObject block : read(pem, CERTIFICATE)) {
      certificates.add(
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
    }
    return List.copyOf(certificates);
  }

  /**
   * @throws GeneralSecurityException when the text does not hold an elliptic-curve key
   */
  static PrivateKey key(String pem) throws GeneralSecurityException {
    PemObject block = read(pem, PRIVATE_KEY).getFirst();
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(block.getContent()));
  }

  private static String write(List<PemObject> blocks) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      for (PemObject block : blocks) {
        writer.writeObject(block);
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static List<PemObject> read(String pem, String type) throws GeneralSecurityException {
    var blocks = new ArrayList<PemObject>();
    try (var reader = new PemReader(new StringReader(pem))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (!block.getType().equals(type)) {
          throw new GeneralSecurityException("found " + block.getType() + ", expected " + type);
        }
        blocks.add(block);
      }
    } catch (IOException | RuntimeException e) {
      throw new GeneralSecurityException("not PEM: " + e.getMessage(), e);
    }
    if (blocks.isEmpty()) {
      throw new GeneralSecurityException("no " + type);
    }
    return blocks;
  }
}
