package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.testing.fuzz.FuzzRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run with a fixed seed; {@code bin/fuzz} runs longer ones. */
class FuzzTest {
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aWrongSettingIsRefusedInOneLine() {
    try (SettingsFuzz target = new SettingsFuzz()) {
      FuzzRun run = FuzzRun.of(target, 1, target.usualCount());
      System.out.println(run);
      assertThat(run.ends()).containsOnlyKeys("accepted", "refused");
      assertThat(run.ends().get("accepted")).isGreaterThan(100);
    }
  }
}
