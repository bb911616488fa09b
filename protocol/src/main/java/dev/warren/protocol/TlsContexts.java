package dev.warren.protocol;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes what {@link AmqpTls} says usable, from the files as they are now. */
final class TlsContexts {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final char[] NONE = {};

  private TlsContexts() {}

  /**
   * @throws BrokerException of kind TLS, naming the file that cannot be used
   */
  static SSLContext of(AmqpTls tls) {
    try {
      if (tls.equals(AmqpTls.DEFAULT)) return SSLContext.getDefault();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(tls), trust(tls.caFile()), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw PemFile.problem("this JVM has no usable TLS: " + e.getMessage(), e);
    }
  }

  /** Whatever the JVM's own configuration allows. */
  static void restrictVersions(Socket socket) {
    if (socket instanceof SSLSocket tls) tls.setEnabledProtocols(VERSIONS);
  }

  private static KeyManager[] keys(AmqpTls tls) throws GeneralSecurityException, IOException {
    if (tls.certificateFile() == null) return new KeyManager[0];
    List<X509Certificate> chain = PemFile.certificates(tls.certificateFile());
    String algorithm = chain.get(0).getPublicKey().getAlgorithm();
    KeyStore store = empty();
    store.setKeyEntry(
        "own", PemFile.key(tls.keyFile(), algorithm), NONE, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NONE);
    return keys.getKeyManagers();
  }

  /** Null stands for the JVM's own. */
  private static TrustManager[] trust(Path caFile) throws GeneralSecurityException, IOException {
    if (caFile == null) return null;
    KeyStore store = empty();
    List<X509Certificate> authorities = PemFile.certificates(caFile);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca" + i, authorities.get(i));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
