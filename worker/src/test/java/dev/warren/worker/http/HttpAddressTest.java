package dev.warren.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "9095, 127.0.0.1, 9095",
    "0, 127.0.0.1, 0",
    "0.0.0.0:80, 0.0.0.0, 80",
    "localhost:1, localhost, 1",
    "my-host.lan:65535, my-host.lan, 65535",
    "[::1]:9095, ::1, 9095",
    "[::]:0, ::, 0",
    "[fe80::1%eth0]:9095, fe80::1%eth0, 9095"
  })
  void readsHostAndPort(String text, String host, int port) {
    assertThat(HttpAddress.parse(text)).isEqualTo(new HttpAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-1",
        ":9095",
        "host:",
        "host",
        "::1:9095",
        "[::1]",
        "http://h:1",
        "h:1/metrics",
        "a b:1",
        "OFF",
        "99999999999"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> HttpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("http is not HOST:PORT, PORT or off")
        .hasMessageEndingWith("'" + text + "'");
  }

  @Test
  void namesAPortThatDoesNotExist() {
    assertThatThrownBy(() -> HttpAddress.parse("h:65536"))
        .hasMessage("http has a port not in 0..65535: 'h:65536'");
  }

  @Test
  void anIpv6AddressHasItsBracketsInAUrl() {
    assertThat(new HttpAddress("::1", 9095)).hasToString("[::1]:9095");
    assertThat(new HttpAddress("localhost", 9095)).hasToString("localhost:9095");
  }
}
