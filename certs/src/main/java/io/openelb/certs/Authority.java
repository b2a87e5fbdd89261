package io.openelb.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority of our own, ECDSA on P-256, that signs serving certificates and nothing
 * else (RFC 5280: path length 0, key usage keyCertSign).
 */
public record Authority(Identity identity) {

  /**
   * Certificates are valid from this long before they are made: the API server's clock may be
   * behind ours.
   */
  public static final Duration BACKDATE = Duration.ofHours(1);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Makes a new authority that signs itself and is valid for {@code life} from {@code now} on. */
  public static Authority create(Instant now, Duration life) {
    try {
      KeyPair pair = newKeyPair();
      // The serial in the name tells two authorities of one rotation apart.
      var name =
          new X500Principal("CN=openelb-webhook-ca-" + new BigInteger(32, RANDOM).toString(16));
      X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), now, now.plus(life));
      var extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(pair.getPublic()));
      return new Authority(new Identity(pair.getPrivate(), sign(builder, pair.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate authority", e);
    }
  }

  /**
   * Signs a serving certificate for these DNS names, valid for {@code life} from {@code now} on, or
   * until this authority ends, whichever is sooner.
   *
   * @param dnsNames at least one; they are subject alternative names only, since a common name
   *     holds no more than 64 characters (X.520)
   */
  public Identity issue(List<String> dnsNames, Instant now, Duration life) {
    try {
      KeyPair pair = newKeyPair();
      Instant end = earlier(now.plus(life), certificate().getNotAfter().toInstant());
      var builder =
          builder(
              certificate().getSubjectX500Principal(),
              new X500Principal("CN=openelb-webhook"),
              pair.getPublic(),
              now,
              end);
      var extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(certificate()));
      builder.addExtension(
          Extension.subjectAlternativeName, false, new GeneralNames(generalNames(dnsNames)));
      return new Identity(pair.getPrivate(), sign(builder, identity.key()));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot sign a serving certificate", e);
    }
  }

  /** The certificate by which clients know what this authority signed. */
  public X509Certificate certificate() {
    return identity.certificate();
  }

  private static GeneralName[] generalNames(List<String> dnsNames) {
    return dnsNames.stream()
        .map(name -> new GeneralName(GeneralName.dNSName, name))
        .toArray(GeneralName[]::new);
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end) {
    // RFC 5280 4.1.2.2: positive, at most 20 octets.
    var serial = new BigInteger(159, RANDOM).setBit(0);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(now.minus(BACKDATE)), Date.from(end), subject, key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
