package dev.warren.protocol;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real broker with TLS: a port that demands a client certificate and whose own names localhost,
 * and ports whose certificates are not in order.
 */
class TlsIT {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path folder;
  private static TestAuthority authority;
  private static TestAuthority stranger;
  @AutoClose private static RabbitMq rabbit;
  private static int demanding;
  private static AmqpTls good;

  @BeforeAll
  static void start() throws IOException {
    authority = new TestAuthority("authority", folder);
    stranger = new TestAuthority("stranger", folder);
    Path own = authority.issue("worker", "worker.example", DAY);
    good = new AmqpTls(authority.certificate(), own, authority.key(), false);
    demanding = FreePort.find();
    rabbit =
        RabbitMq.start(
            configuration(demanding, authority.issue("localhost", "localhost", DAY)),
            "rabbitmq_auth_mechanism_ssl");
  }

  @Test
  void bothCertificatesInOrderConnect() throws Exception {
    try (Connection c = AmqpConnections.open(at(demanding).withTls(good), "test")) {
      assertThat(c.isOpen()).isTrue();
    }
  }

  @Test
  void anUnknownAuthorityIsRefused() {
    AmqpTls wrong =
        new AmqpTls(stranger.certificate(), good.certificateFile(), good.keyFile(), false);
    assertThat(refused(at(demanding).withTls(wrong)))
        .contains("is signed by none of the authorities in " + stranger.certificate());
  }

  @Test
  void anAuthorityThatTheJvmDoesNotTrustIsRefused() {
    AmqpTls none = new AmqpTls(null, good.certificateFile(), good.keyFile(), false);
    assertThat(refused(at(demanding).withTls(none)))
        .contains("is signed by no authority that this JVM trusts");
  }

  @Test
  void aMissingClientCertificateIsRefused() {
    AmqpTls none = new AmqpTls(authority.certificate(), null, null, false);
    assertThat(refused(at(demanding).withTls(none)))
        .contains("the broker demands a client certificate: give certificate and key");
  }

  @Test
  void aClientCertificateOfAnotherAuthorityIsRefused() {
    Path forged = stranger.issue("worker", "worker.example", DAY);
    AmqpTls wrong = new AmqpTls(authority.certificate(), forged, stranger.key(), false);
    assertThat(refused(at(demanding).withTls(wrong)))
        .contains("the broker does not accept our certificate " + forged);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, -3600, the broker's certificate has expired (NotAfter: ",
    "broker.example, 86400, the broker's certificate does not name localhost",
    "localhost, 1728000, the broker's certificate is not valid yet (NotBefore: "
  })
  void aCertificateOutOfOrderIsRefused(String host, long lifetimeSeconds, String reason)
      throws IOException {
    Path certificate = authority.issue("broker", host, Duration.ofSeconds(lifetimeSeconds));
    AmqpTls tls = new AmqpTls(authority.certificate(), null, null, false);
    assertThat(refused(at(listenerWith(certificate, "")).withTls(tls))).contains(reason);
  }

  @Test
  void aBrokerOfYesterdaysTlsIsRefused() throws IOException {
    Path certificate = authority.issue("broker", "localhost", DAY);
    AmqpTls tls = new AmqpTls(authority.certificate(), null, null, false);
    assertThat(refused(at(listenerWith(certificate, ", {versions, ['tlsv1.1']}")).withTls(tls)))
        .contains("no TLS of version 1.2 or newer");
  }

  /** So that a port that refuses is known to refuse for what is wrong with it alone. */
  @Test
  void aPortThatIsOpenedLaterWithAllInOrderConnects() throws Exception {
    Path certificate = authority.issue("broker", "localhost", DAY);
    AmqpTls tls = new AmqpTls(authority.certificate(), null, null, false);
    AmqpConnections.open(at(listenerWith(certificate, "")).withTls(tls), "test").close();
  }

  /**
   * Another port of the same broker.
   *
   * @param further options of Erlang's TLS
   */
  private static int listenerWith(Path certificate, String further) throws IOException {
    int port = FreePort.find();
    rabbit.eval(
        "ok = rabbit_networking:start_ssl_listener({\"127.0.0.1\", %d}, [{certfile, \"%s\"},"
                .formatted(port, certificate)
            + " {keyfile, \"%s\"}%s], 2).".formatted(authority.key(), further));
    return port;
  }

  /** Of one that stands for all a stranger could make use. */
  @Test
  void theNameThatIsTriedIsTheOneThatTheCertificateMustHold() throws IOException {
    AmqpTls tls = new AmqpTls(authority.certificate(), null, null, false);
    int elsewhere = listenerWith(authority.issue("broker", "broker.example", DAY), "");
    AmqpConfig nodes =
        AmqpConfig.parse("amqps://localhost:%d,127.0.0.1:%d".formatted(elsewhere, elsewhere))
            .withCredentials(rabbit.amqp().username(), rabbit.amqp().password())
            .withTls(tls);
    assertThat(refused(nodes))
        .contains("the broker's certificate does not name localhost")
        .contains("the broker's certificate does not name 127.0.0.1");
    int named = listenerWith(authority.issue("broker", "localhost", DAY), "");
    AmqpConfig one =
        AmqpConfig.parse("amqps://127.0.0.1:%d,localhost:%d".formatted(named, named))
            .withCredentials(rabbit.amqp().username(), rabbit.amqp().password())
            .withTls(tls);
    try (AmqpLink link = AmqpLink.open(one, "test")) {
      assertThat(link.config().host()).isEqualTo("localhost");
    }
  }

  @Test
  void theCertificateAloneLogsInWhereTheBrokerAllowsIt() throws Exception {
    // RabbitMQ takes the whole name of the certificate for the user's.
    rabbit.eval(
        """
        ok = rabbit_auth_backend_internal:add_user(<<"CN=worker">>, <<"unused">>, <<"test">>),
        ok = rabbit_auth_backend_internal:set_permissions(
            <<"CN=worker">>, <<"/">>, <<"^$">>, <<"^$">>, <<"^$">>, <<"test">>).
        """);
    AmqpTls external = new AmqpTls(good.caFile(), good.certificateFile(), good.keyFile(), true);
    AmqpConfig config = AmqpConfig.parse("amqps://localhost:" + demanding).withTls(external);
    try (Connection c = AmqpConnections.open(config, "test")) {
      assertThat(
              rabbit.eval(
                  "lists:member([{user, <<\"CN=worker\">>}],"
                      + " rabbit_networking:connection_info_all([user]))."))
          .contains("true");
      assertThat(c.isOpen()).isTrue();
    }
  }

  /** An encrypted socket that is closed waits for its writer, unless it is told not to. */
  @Test
  void aBrokerThatFallsSilentIsLostAlthoughAWriterHangsInTheSocket() throws Exception {
    Topology topology = rabbit.topology();
    try (Connection c = rabbit.connect()) {
      topology.declare(c.createChannel(), "m");
    }
    AmqpConfig config = at(demanding).withTls(good).withHeartbeat(Duration.ofSeconds(1));
    try (FramePublisher publisher = FramePublisher.open(config, PublisherConfig.of(topology))) {
      rabbit.pause();
      for (int i = 0; i < 16; i++) {
        byte[] large = Samples.jpeg(1 << 20);
        publisher.publish(FrameRequest.builder("f" + i, "m", "c", large).build());
      }
      assertThatThrownBy(() -> publisher.closed().get(30, SECONDS))
          .cause()
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("fell silent");
    } finally {
      rabbit.resume();
    }
  }

  @Test
  void renewedFilesAreTakenAtTheNextConnect() throws Exception {
    Path ca = Files.copy(stranger.certificate(), folder.resolve("renewed.pem"));
    Path password = Files.writeString(folder.resolve("password"), "wrong\n");
    AmqpConfig config =
        AmqpConfig.parse("amqps://localhost:" + demanding)
            .withPasswordFile(rabbit.amqp().username(), password)
            .withTls(new AmqpTls(ca, good.certificateFile(), good.keyFile(), false));
    assertThat(refused(config)).contains("is signed by none of the authorities in " + ca);
    Files.copy(authority.certificate(), ca, StandardCopyOption.REPLACE_EXISTING);
    BrokerException e =
        catchThrowableOfType(BrokerException.class, () -> AmqpConnections.open(config, "test"));
    assertThat(e.kind()).isEqualTo(BrokerException.Kind.AUTHENTICATION);
    Files.writeString(password, rabbit.amqp().password() + "\n");
    AmqpConnections.open(config, "test").close();
  }

  @Test
  void filesThatAreNoCertificatesAreNamed() throws IOException {
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    Path old =
        Files.writeString(
            folder.resolve("old.pem"),
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    Path own = good.certificateFile();
    for (Map.Entry<AmqpTls, String> bad :
        Map.of(
                new AmqpTls(none, null, null, false),
                none + " holds no",
                new AmqpTls(folder.resolve("gone"), null, null, false),
                "gone cannot be read",
                new AmqpTls(null, own, none, false),
                none + " holds no PEM private key",
                new AmqpTls(null, own, old, false),
                "openssl pkcs8 -topk8 -nocrypt")
            .entrySet()) {
      assertThat(refused(at(demanding).withTls(bad.getKey()))).contains(bad.getValue());
    }
  }

  private static AmqpConfig at(int port) {
    return AmqpConfig.parse("amqps://localhost:" + port)
        .withCredentials(rabbit.amqp().username(), rabbit.amqp().password());
  }

  private static String refused(AmqpConfig c) {
    BrokerException e =
        catchThrowableOfType(BrokerException.class, () -> AmqpConnections.open(c, "test"));
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(BrokerException.Kind.TLS);
    assertThat(e.getMessage()).doesNotContain("\n").doesNotContain(rabbit.amqp().password());
    System.out.println(e.getMessage());
    return e.getMessage();
  }

  private static String configuration(int port, Path certificate) {
    return String.join(
        "\n",
        "listeners.ssl.default = 127.0.0.1:" + port,
        "ssl_options.cacertfile = " + authority.certificate(),
        "ssl_options.certfile = " + certificate,
        "ssl_options.keyfile = " + authority.key(),
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = true",
        "auth_mechanisms.1 = PLAIN",
        "auth_mechanisms.2 = EXTERNAL");
  }
}
