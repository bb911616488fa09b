package dev.warren.worker.http;

import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * TLS 1.2 or newer for the endpoint.
 *
 * @param context with the endpoint's certificate, and whom it trusts
 * @param clientsShowCertificates whether whoever asks must show a certificate that {@code context}
 *     trusts
 */
public record HttpTls(SSLContext context, boolean clientsShowCertificates) {
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  public HttpTls {
    requireNonNull(context, "context");
  }

  HttpsConfigurator configurator() {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters connection) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        // Whatever the JVM's own configuration allows.
        parameters.setProtocols(
            Stream.of(parameters.getProtocols()).filter(VERSIONS::contains).toArray(String[]::new));
        parameters.setNeedClientAuth(clientsShowCertificates);
        connection.setSSLParameters(parameters);
      }
    };
  }
}
