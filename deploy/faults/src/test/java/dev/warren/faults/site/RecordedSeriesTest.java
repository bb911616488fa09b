package dev.warren.faults.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedSeriesTest {
  private final RecordedSeries series = new RecordedSeries();

  private void read(Map<String, Double> samples) {
    series.add(samples, name -> !name.startsWith("other"));
  }

  @Test
  void everyReadingHasItsPlaceAlsoWhereATargetWasAway() {
    read(Map.of("a", 1.0));
    read(Map.of("a", 2.0, "b{x=\"'\"}", Double.NaN));
    read(Map.of("other", 9.0));
    read(Map.of());
    read(Map.of("a", 3.5));
    assertThat(series.steps()).isEqualTo(5);
    assertThat(series.toYaml("  ").lines())
        .containsExactly(
            "  - {series: 'a', values: '1.0 2.0 stale _ 3.5'}",
            "  - {series: 'b{x=\"''\"}', values: '_ NaN stale'}");
  }
}
