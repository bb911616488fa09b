package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("--declare", "--iou", "--max-batch", "--max-detections", "--precision", "--prefetch");

  @ParameterizedTest
  @CsvSource({
    "--preftch, --prefetch", // not the first that begins alike
    "--prefectch, --prefetch",
    "--max-bacth, --max-batch",
    "--max-bach, --max-batch",
    "--max_batch, --max-batch",
    "--maxbatch, --max-batch",
    "--max-d, --max-detections",
    "--max, --max-batch",
    "--iuo, --iou",
    "--declair, --declare"
  })
  void findsTheNearest(String name, String meant) {
    assertThat(Spelling.nearest(KNOWN, name)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--present", "--colour", "--detect", "--threads"})
  void namesNothingThatIsFar(String name) {
    assertThat(Spelling.nearest(KNOWN, name)).isEmpty();
  }

  @Test
  void aLongNameIsNoTrouble() {
    assertThat(Spelling.nearest(KNOWN, "--" + "x".repeat(10_000))).isEmpty();
  }
}
