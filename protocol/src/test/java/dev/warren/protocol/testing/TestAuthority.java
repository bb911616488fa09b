package dev.warren.protocol.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A certificate authority of a test's own. The JDK reads certificates and writes none, so this
 * writes their DER: <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, section
 * 4.1</a>. All certificates have one key, which is as good as many here.
 */
public final class TestAuthority {
  private static final byte[] SHA256_WITH_RSA = hex("300d06092a864886f70d01010b0500");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");

  /** "This is an authority", critical. */
  private static final byte[] BASIC_CONSTRAINTS = hex("300f0603551d130101ff040530030101ff");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String name;
  private final Path folder;
  private final KeyPair keys = keys();
  private final Path certificate;
  private int serial = 1;

  /**
   * @param name of the authority; files with its certificates are put below the folder
   */
  public TestAuthority(String name, Path folder) {
    this.name = name;
    this.folder = folder;
    this.certificate = write(name, null, Duration.ofDays(1));
  }

  /** Its own certificate, PEM. */
  public Path certificate() {
    return certificate;
  }

  /** The private key of every certificate, PEM. */
  public Path key() {
    return file(name + "-key", "PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /**
   * Issues a certificate, PEM.
   *
   * @param subject common name
   * @param host DNS name that it is for
   * @param lifetime from now; negative: it has expired that long ago
   */
  public Path issue(String subject, String host, Duration lifetime) {
    return write(subject, host, lifetime);
  }

  private Path write(String subject, String host, Duration lifetime) {
    Instant end = Instant.now().plus(lifetime);
    byte[] extension =
        host == null
            ? BASIC_CONSTRAINTS
            : der(0x30, ALTERNATIVE_NAME, der(4, der(0x30, der(0x82, ascii(host)))));
    byte[] body =
        der(
            0x30,
            hex("a003020102"), // version 3
            der(2, BigInteger.valueOf(serial++).toByteArray()),
            SHA256_WITH_RSA,
            distinguished(name),
            der(0x30, time(end.minus(Duration.ofDays(10))), time(end)),
            distinguished(subject),
            keys.getPublic().getEncoded(),
            der(0xa3, der(0x30, extension)));
    byte[] signature = der(3, new byte[] {0}, signed(body));
    String fileName = name + "-" + serial + "-" + subject;
    return file(fileName, "CERTIFICATE", der(0x30, body, SHA256_WITH_RSA, signature));
  }

  private byte[] signed(byte[] body) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path file(String fileName, String kind, byte[] bytes) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    String pem = "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, base64, kind);
    try {
      return Files.writeString(folder.resolve(fileName + ".pem"), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] distinguished(String commonName) {
    return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, ascii(commonName)))));
  }

  private static byte[] time(Instant instant) {
    return der(0x18, ascii(TIME.format(instant)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Tag, length, content. */
  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : contents) content.writeBytes(part);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
