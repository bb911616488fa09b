package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.testing.fuzz.FuzzRun;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short run of each target with a fixed seed; {@code bin/fuzz} runs longer ones. */
class FuzzTest {
  static List<FuzzTarget> targets() {
    return List.of(new HeadersFuzz(), new ResultsFuzz(), new JsonFuzz());
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyInputIsReadOrRefused(FuzzTarget target) {
    FuzzRun run = FuzzRun.of(target, 1, target.usualCount());
    System.out.println(run);
    // Both: a run whose inputs are all refused has looked at nothing but the first check.
    assertThat(run.ends()).hasSizeGreaterThan(1);
    assertThat(run.ends().values()).allMatch(count -> count > target.usualCount() / 50);
  }
}
