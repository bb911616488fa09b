package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"DIURNAL, 110, 60", "BURST, 10, 10", "STEP, 110, 110", "RAMP, 60, 85"})
  void shapesGoFromBaseToPeakAndRepeat(Shape shape, double half, double threeQuarters) {
    Demand demand = shape.demand(10, 110, 400, 50, 4000);
    Offset<Double> exact = Offset.offset(1e-9);
    double begin = shape == Shape.BURST ? 110 : 10;
    assertThat(demand.rate(0)).isEqualTo(begin, exact);
    assertThat(demand.rate(200)).isEqualTo(half, exact);
    assertThat(demand.rate(300)).isEqualTo(threeQuarters, exact);
    assertThat(demand.rate(400)).isEqualTo(begin, exact);
    assertThat(demand.seconds()).isEqualTo(4000);
  }

  @Test
  void evenArrivalsAddUp() {
    int[] tenth = Arrivals.even(Shape.STEP.demand(0.1, 0.1, 10, 1, 100));
    assertThat(Arrays.stream(tenth).sum()).isEqualTo(10);
    assertThat(tenth[8]).isZero();
    assertThat(tenth[9]).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"4", "400"})
  void poissonIsTheSameForASeedAndRightInTheMean(double rate) {
    Demand demand = Shape.STEP.demand(rate, rate, 10, 1, 20_000);
    int[] counts = Arrivals.poisson(demand, 7);
    assertThat(counts).isEqualTo(Arrivals.poisson(demand, 7));
    assertThat(counts).isNotEqualTo(Arrivals.poisson(demand, 8));
    double mean = Arrays.stream(counts).average().orElseThrow();
    double variance =
        Arrays.stream(counts).mapToDouble(c -> (c - mean) * (c - mean)).average().orElseThrow();
    assertThat(mean).isBetween(0.98 * rate, 1.02 * rate);
    assertThat(variance).isBetween(0.95 * rate, 1.05 * rate);
  }

  @Test
  void aTraceHoldsEachRateUntilTheNext() throws IOException {
    Path file = folder.resolve("trace.csv");
    Files.writeString(file, "second,frames_per_second\n0, 5\n10,7.5\n\n30,0\n");
    TraceFile trace = TraceFile.read(file);
    assertThat(trace.seconds()).isEqualTo(30);
    assertThat(trace.rate(0)).isEqualTo(5);
    assertThat(trace.rate(9)).isEqualTo(5);
    assertThat(trace.rate(10)).isEqualTo(7.5);
    assertThat(trace.rate(29)).isEqualTo(7.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,5                | has not two lines",
        "0,5;10             | line 2: '10' is not SECOND",
        "0,5;10,many        | line 2: '10,many' is not SECOND",
        "0,5;-1,5           | line 2: '-1,5' is not SECOND",
        "0,5;10,-1          | line 2: '10,-1': rate not in 0..1000000",
        "0,5;10,NaN         | line 2: '10,NaN': rate not in 0..1000000",
        "0,5;10,5;10,6      | line 3: '10,6': times must rise from 0",
        "1,5;10,5           | line 1: '1,5': times must rise from 0",
        "0,5;999999999,5    | line 2"
      })
  void aWrongLineIsNamed(String lines, String words) throws IOException {
    Path file = Files.writeString(folder.resolve("trace.csv"), lines.replace(';', '\n'));
    assertThatThrownBy(() -> TraceFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }
}
