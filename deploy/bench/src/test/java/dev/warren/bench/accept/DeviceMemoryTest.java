package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
  @Test
  void isThatOfTheProcess() {
    String apps = "412, 530\n41, 1210\n1, 99";

    assertThat(DeviceMemory.of(41, apps)).hasValue(1210);
    assertThat(DeviceMemory.of(12, apps)).isEmpty();
  }

  @Test
  void isUnknownWhereTheDriverDoesNotTell() {
    assertThat(DeviceMemory.of(41, "41, [N/A]")).isEmpty();
    assertThat(DeviceMemory.of(41, "")).isEmpty();
    assertThat(DeviceMemory.of(41, "no nvidia-smi: not found")).isEmpty();
  }
}
