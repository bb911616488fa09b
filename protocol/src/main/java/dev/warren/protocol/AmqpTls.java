package dev.warren.protocol;

import java.nio.file.Path;

/**
 * Whom we trust on an encrypted connection, and how we show who we are. The files are read at each
 * connect: renewed ones are taken without a restart. The broker's certificate must name the host,
 * and TLS is 1.2 or newer, whatever stands here.
 *
 * @param caFile PEM certificates of the authorities that may have signed the broker's; null for
 *     those that this JVM trusts
 * @param certificateFile PEM chain of our own certificate, which brokers may demand; or null
 * @param keyFile private key of that certificate, PEM (PKCS#8, not encrypted); or null
 * @param external log in by that certificate (SASL EXTERNAL), without user and password
 */
public record AmqpTls(Path caFile, Path certificateFile, Path keyFile, boolean external) {
  /** What this JVM trusts, no certificate of our own. */
  public static final AmqpTls DEFAULT = new AmqpTls(null, null, null, false);

  public AmqpTls {
    if ((certificateFile == null) != (keyFile == null)) {
      throw new IllegalArgumentException("certificate and key go together: give both files");
    }
    if (external && certificateFile == null) {
      throw new IllegalArgumentException("EXTERNAL needs a certificate to log in by");
    }
  }
}
