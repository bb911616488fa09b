package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
