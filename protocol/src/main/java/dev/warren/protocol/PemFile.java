package dev.warren.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys as OpenSSL writes them. Complaints name the file, never its content. */
final class PemFile {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  private PemFile() {}

  /** All certificates in the file, in its order. */
  static List<X509Certificate> certificates(Path file) {
    byte[] bytes = read(file);
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) return certificates;
    } catch (GeneralSecurityException e) {
      throw problem(file + " holds no readable PEM certificate", e);
    }
    throw problem(file + " holds no PEM certificate", null);
  }

  /**
   * @param algorithm of the certificate's key, such as RSA or EC
   */
  static PrivateKey key(Path file, String algorithm) {
    Matcher pem = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
    if (!pem.find()) throw problem(file + " holds no PEM private key", null);
    if (!pem.group(1).equals("PRIVATE KEY")) {
      String found = "holds a key of the form '" + pem.group(1) + "', not an open PKCS#8 one";
      throw problem(
          file + " " + found + ": convert it with openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW",
          null);
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause, whose words might be the key's.
      throw problem(file + " is not the " + algorithm + " key of our certificate", null);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem(file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  static BrokerException problem(String message, Exception cause) {
    return new BrokerException(BrokerException.Kind.TLS, message, cause);
  }
}
