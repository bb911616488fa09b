package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmqpConfigTest {
  @Test
  void readsEveryPart() {
    AmqpConfig c = AmqpConfig.parse("amqps://me:p%40ss%2F+1@broker.example:5999/my%2Fhost");
    assertThat(c.username()).isEqualTo("me");
    assertThat(c.password()).isEqualTo("p@ss/+1");
    assertThat(c.address()).isEqualTo("broker.example:5999");
    assertThat(c.virtualHost()).isEqualTo("my/host");
    assertThat(c.isTls()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://h, h:5672, /",
    "amqps://h/, h:5671, /",
    "amqp://h:1/%2F, h:1, /",
    "amqp://u:p@[::1]:7/v, [::1]:7, v",
    "amqp://127.0.0.1/a+b, 127.0.0.1:5672, a+b"
  })
  void fillsInPortAndVirtualHost(String uri, String address, String virtualHost) {
    assertThat(AmqpConfig.parse(uri).address()).isEqualTo(address);
    assertThat(AmqpConfig.parse(uri).virtualHost()).isEqualTo(virtualHost);
  }

  @ParameterizedTest
  @CsvSource({
    "'amqp://u:p@a:1,b,[::1]:3/v', 'a:1,b:5672,[::1]:3'",
    "'amqps://a,B', 'a:5671,B:5671'",
    "'amqp://u:p,w@a,a:2', 'a:5672,a:2'",
  })
  void readsTheNodesOfACluster(String uri, String addresses) {
    AmqpConfig c = AmqpConfig.parse(uri);
    assertThat(c.address()).isEqualTo(addresses);
    assertThat(c.each().stream().map(AmqpConfig::address)).containsExactly(addresses.split(","));
    assertThat(c.each()).allMatch(one -> one.virtualHost().equals(c.virtualHost()));
    assertThat(AmqpConfig.parse(c.uri().toString()).uri()).isEqualTo(c.uri());
  }

  @Test
  void sixteenNodesAreEnough() {
    String sixteen =
        String.join(",", IntStream.rangeClosed(1, 16).mapToObj(i -> "rabbit-" + i).toList());
    assertThat(AmqpConfig.parse("amqp://" + sixteen).each()).hasSize(16);
    assertThatThrownBy(() -> AmqpConfig.parse("amqp://u:secret@" + sixteen + ",rabbit-17"))
        .hasMessage("AMQP URI has more than 16 addresses: 17");
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:secret@h, does not begin with amqp://",
    "amqp://u:secret@h/a/b, more than one path segment",
    "amqp://u:secret@h?x=1, query or fragment",
    "amqp://u:secret@h#x, query or fragment",
    "amqp://secret@h, a user but no password",
    "amqp://u:secret^@h, malformed",
    "amqp://u:secret@bad_host, names no valid host",
    "amqp:secret, names no valid host",
    "secret, 'does not begin with amqp:// or amqps://, as in amqp://USER'",
    "localhost:5672, 'does not begin with amqp:// or amqps://, as in amqp://USER'",
    "'amqp://u:secret@a,,b', an empty address",
    "'amqp://u:secret@a,', an empty address",
    "'amqp://u:secret@,a', an empty address",
    "'amqp://u:secret@a,b:5672,B', names B:5672 twice",
    "'amqp://u:secret@a, b', malformed",
    "'amqp://u:secret@a,bad_host', names no valid host as address 2: ",
    "'amqp://u:secret@a,b,::1', names no valid host as address 3: ",
    "'amqp://u:p@a,u:secret@b', more than one @",
    "amqp://u:sec@secret@b, more than one @",
    "'amqp://u:secret@a,b:65536', port not in 1..65535: 65536",
    "amqp://u:secret@a:0, port not in 1..65535: 0",
    "'amqp://secret@a,b', a user but no password",
    "'amqp://u:se/cret,secret@a,b', an @ after the host",
    "'amqp://u:secret,secret', names no valid host",
  })
  void saysWhatIsWrongWithoutTheSecret(String uri, String message) {
    assertThatThrownBy(() -> AmqpConfig.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void aTimeLimitIsOneThatASocketCanHave() {
    AmqpConfig c = AmqpConfig.parse("amqp://u:p@h");
    assertThatThrownBy(() -> c.withConnectTimeout(Duration.ofDays(30)))
        .hasMessage("connectTimeout not in 1..2147483647 ms: PT720H");
    assertThatThrownBy(() -> c.withConnectTimeout(Duration.ZERO))
        .hasMessage("connectTimeout not in 1..2147483647 ms: PT0S");
  }

  @Test
  void showsNoSecret() {
    AmqpConfig c = AmqpConfig.parse("amqp://me:secret@h/v");
    assertThat(c.toString()).contains("me").contains("h").doesNotContain("secret");
    assertThat(c.withCredentials("you", "hidden").toString())
        .contains("you")
        .doesNotContain("hidden");
  }

  @Test
  void certificatesNeedAnEncryptedConnection() {
    AmqpTls tls = new AmqpTls(Path.of("ca.pem"), null, null, false);
    assertThatThrownBy(() -> AmqpConfig.parse("amqp://u:p@h").withTls(tls))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("amqps://");
    assertThat(AmqpConfig.parse("amqps://u:p@h").withTls(tls).tls()).isEqualTo(tls);
    assertThatThrownBy(() -> new AmqpTls(null, Path.of("cert.pem"), null, false))
        .hasMessageContaining("go together");
    assertThatThrownBy(() -> new AmqpTls(null, null, null, true))
        .hasMessageContaining("EXTERNAL needs a certificate");
  }

  @Test
  void aPasswordFileIsNamedAndNotRead() {
    AmqpConfig c = AmqpConfig.parse("amqp://h").withPasswordFile("me", Path.of("no/such/file"));
    assertThat(c.hasLogin()).isTrue();
    assertThat(c.password()).isNull();
    assertThat(c.toString()).contains("no/such/file");
    assertThatThrownBy(() -> AmqpConnections.open(c, "test"))
        .isInstanceOf(BrokerException.class)
        .hasMessage("the password file no/such/file cannot be read: NoSuchFileException");
  }

  @Test
  void thereAreNoDefaultCredentials() {
    AmqpConfig c = AmqpConfig.parse("amqp://127.0.0.1:1");
    assertThatThrownBy(() -> AmqpConnections.open(c, "test"))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.kind()).isEqualTo(BrokerException.Kind.AUTHENTICATION))
        .hasMessageContaining("no user and password for 127.0.0.1:1");
  }
}
