package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.testing.fuzz.FuzzRun;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import dev.warren.worker.decode.ImagesFuzz;
import dev.warren.worker.intake.EnvelopesFuzz;
import dev.warren.worker.reference.ReferencesFuzz;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short run of each target with a fixed seed; {@code bin/fuzz} runs longer ones. */
class FuzzTest {
  static List<Named<Supplier<FuzzTarget>>> targets() {
    return List.of(
        Named.of("envelopes", EnvelopesFuzz::new),
        Named.of("images", ImagesFuzz::new),
        Named.of("references", ReferencesFuzz::new));
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyInputIsTakenOrRefused(Supplier<FuzzTarget> opened) {
    try (FuzzTarget target = opened.get()) {
      FuzzRun run = FuzzRun.of(target, 1, target.usualCount());
      System.out.println(run);
      // Both: a run whose inputs are all refused has looked at nothing but the first check.
      assertThat(run.ends()).hasSizeGreaterThan(2);
      assertThat(run.ends()).hasEntrySatisfying(taken(run), n -> assertThat(n).isGreaterThan(100));
    }
  }

  private static String taken(FuzzRun run) {
    return switch (run.target()) {
      case "images" -> "decoded";
      case "references" -> "allowed";
      default -> "ticket";
    };
  }
}
