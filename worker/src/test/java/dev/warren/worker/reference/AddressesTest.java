package dev.warren.worker.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "::1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
      })
  void anAddressOfTheMachineOrItsCloudIsForbidden(String address) throws UnknownHostException {
    assertThat(Addresses.isForbidden(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void everyAddressThatThisMachineHasIsForbidden() throws SocketException {
    assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
        .isNotEmpty()
        .allMatch(Addresses::isForbidden);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7",
        "192.168.1.9",
        "172.20.0.3",
        "93.184.216.34",
        "2001:db8::1",
        "fd12::7",
        "64:ff9b::a00:7"
      })
  void othersAreNot(String address) throws UnknownHostException {
    assertThat(Addresses.isForbidden(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void oneForbiddenAddressAmongManyIsEnough() throws Exception {
    InetAddress good = InetAddress.getByName("10.0.0.7");
    InetAddress bad = InetAddress.getByName("169.254.169.254");
    Addresses addresses = new Addresses(host -> new InetAddress[] {good, bad}, false);
    ReferenceException e =
        catchThrowableOfType(ReferenceException.class, () -> addresses.of("store.example"));
    assertThat(e.isPassing()).isFalse();
    assertThat(e).hasMessageContaining("host store.example has a local or metadata address");
    Addresses allowing = new Addresses(host -> new InetAddress[] {good, bad}, true);
    assertThat(allowing.of("store.example")).isEqualTo(good);
  }

  @Test
  void anUnknownNameMayBeKnownLater() {
    Addresses addresses =
        new Addresses(
            host -> {
              throw new UnknownHostException(host);
            },
            false);
    ReferenceException e =
        catchThrowableOfType(ReferenceException.class, () -> addresses.of("store.example"));
    assertThat(e.isPassing()).isTrue();
  }
}
