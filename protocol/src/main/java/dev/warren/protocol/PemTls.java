package dev.warren.protocol;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** TLS from PEM files, for whatever speaks it beside AMQP. */
public final class PemTls {
  private PemTls() {}

  /**
   * From the files as they are now.
   *
   * @param caFile certificates of the authorities that may have signed the other side's; null for
   *     those that this JVM trusts
   * @param certificateFile chain of our own certificate, or null
   * @param keyFile its private key (PKCS#8, not encrypted), or null
   * @throws IOException naming the file that cannot be used, in one line
   * @throws IllegalArgumentException if only one of certificate and key is given
   */
  public static SSLContext context(Path caFile, Path certificateFile, Path keyFile)
      throws IOException {
    try {
      return TlsContexts.of(new AmqpTls(caFile, certificateFile, keyFile, false));
    } catch (BrokerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
