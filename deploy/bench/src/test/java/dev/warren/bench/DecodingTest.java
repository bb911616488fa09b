package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private static final String OUTPUT =
      """
      baseline           1.980 ms, ratio 1.000
      planes             2.260 ms, ratio 1.146
      planesWithoutCopy  2.220 ms, ratio 1.130
      """;

  @Test
  void findsTheRatioOfOneWay() {
    assertThat(Decoding.ratio(OUTPUT, "planes")).isEqualTo(1.146);
    assertThatThrownBy(() -> Decoding.ratio(OUTPUT, "letterboxed"))
        .hasMessageStartingWith("no ratio of letterboxed in:");
  }

  /** With the class path of {@code bin/bench}, which has no JMH. */
  @Test
  void whatItRunsHasAllItsClasses() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(java, "-cp", classPath, Decoding.MAIN, "none")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(2);
    assertThat(output).contains("no number from 1 on: 'none'");
  }
}
