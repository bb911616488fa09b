package dev.warren.protocol;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Why no encrypted connection came about, and what to do about it. */
final class TlsProblems {
  private TlsProblems() {}

  /** One line, to follow "no TLS with HOST: ". */
  static String reason(AmqpConfig c, SSLException e) {
    String text = String.valueOf(e.getMessage());
    CertificateExpiredException expired = BrokerProblems.find(e, CertificateExpiredException.class);
    if (expired != null) {
      return "the broker's certificate has expired (" + shown(expired) + "): renew it";
    }
    CertificateNotYetValidException early =
        BrokerProblems.find(e, CertificateNotYetValidException.class);
    if (early != null) {
      return "the broker's certificate is not valid yet (" + shown(early) + "): check the clocks";
    }
    if (text.contains("subject alternative") || text.contains("No name matching")) {
      return "the broker's certificate does not name "
          + c.host()
          + ": connect by a name that it holds, or renew it with this one";
    }
    if (BrokerProblems.find(e, CertPathBuilderException.class) != null
        || BrokerProblems.find(e, CertPathValidatorException.class) != null) {
      return untrusted(c);
    }
    if (text.contains("Unsupported or unrecognized")) {
      return "the port does not speak TLS: use amqp:// or the TLS port";
    }
    if (text.contains("protocol_version")) {
      return "the broker speaks no TLS of version 1.2 or newer";
    }
    // An alert means that the broker is the one that is not content.
    if (text.contains("fatal alert")) return refused(c) + " (" + shown(e) + ")";
    return shown(e) + "; check the broker's TLS settings";
  }

  private static String untrusted(AmqpConfig c) {
    return c.tls().caFile() == null
        ? "the broker's certificate is signed by no authority that this JVM trusts: give the"
            + " authority's certificate as CA file"
        : "the broker's certificate is signed by none of the authorities in " + c.tls().caFile();
  }

  /** What a broker has against a client that it let come so far. */
  static String refused(AmqpConfig c) {
    return c.tls().certificateFile() == null
        ? "the broker demands a client certificate: give certificate and key"
        : "the broker does not accept our certificate "
            + c.tls().certificateFile()
            + ": give one of an authority that it trusts";
  }

  private static String shown(Exception e) {
    return Wire.shown(e.getMessage());
  }
}
