package dev.warren.faults.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryTrendTest {
  private static final double MIB = 1 << 20;

  private final MemoryTrend trend = new MemoryTrend();
  private final Findings findings = new Findings();

  private double figure(String name) {
    trend.judge(findings);
    return findings.figures().get(name).value();
  }

  @Test
  void warmUpDoesNotCount() {
    for (int i = 0; i < 90; i++) trend.add(1, (i < 30 ? 10 + 5 * i : 160) * MIB, 20 * MIB);
    assertThat(figure("resident_growth_mib")).isZero();
    assertThat(findings.figures().get("resident_mib").value()).isEqualTo(160);
  }

  @Test
  void growthShows() {
    for (int i = 0; i < 90; i++) trend.add(1, (100 + i) * MIB, (20 + i) * MIB);
    assertThat(figure("resident_growth_mib")).isEqualTo(30);
    assertThat(figure("heap_growth_mib")).isEqualTo(30);
    assertThat(findings.figures().values())
        .filteredOn(f -> !Double.isInfinite(f.limit()))
        .hasSize(2)
        .allSatisfy(f -> assertThat(f.value()).isGreaterThan(f.limit()));
  }

  @Test
  void aHeapThatIsCollectedIsFlat() {
    for (int i = 0; i < 90; i++) trend.add(1, 100 * MIB, (20 + i % 10) * MIB);
    assertThat(figure("heap_growth_mib")).isZero();
  }

  @Test
  void theLongestLifeIsJudged() {
    for (int i = 0; i < 40; i++) trend.add(1, (100 + i) * MIB, 20 * MIB);
    for (int i = 0; i < 60; i++) trend.add(2, 100 * MIB, 20 * MIB);
    assertThat(figure("resident_growth_mib")).isZero();
    assertThat(findings.figures().get("memory_samples").value()).isEqualTo(60);
  }

  @Test
  void tooFewSamplesAreNotJudged() {
    for (int i = 0; i < 20; i++) trend.add(1, (100 + i) * MIB, 20 * MIB);
    trend.judge(findings);
    assertThat(findings.figures()).doesNotContainKey("resident_growth_mib");
    assertThat(findings.notes()).isNotEmpty();
  }
}
