package dev.warren.faults.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether the memory of a process stays where it is: of its longest life, the last third against
 * the second, the first being warm-up. Heap is compared by its least values, which are those soon
 * after a collection.
 */
final class MemoryTrend {
  private record Sample(double residentBytes, double heapBytes) {}

  private static final int LEAST_SAMPLES = 30;
  private static final double MIB = 1 << 20;
  private static final double RESIDENT_LIMIT_MIB = 16;
  private static final double HEAP_LIMIT_MIB = 8;

  private final Map<Long, List<Sample>> lives = new LinkedHashMap<>();

  void add(long pid, double residentBytes, double heapBytes) {
    lives.computeIfAbsent(pid, p -> new ArrayList<>()).add(new Sample(residentBytes, heapBytes));
  }

  void judge(Findings findings) {
    List<Sample> longest =
        lives.values().stream().reduce(List.of(), (a, b) -> b.size() > a.size() ? b : a);
    findings.figure("memory_samples", longest.size());
    if (longest.size() < LEAST_SAMPLES) {
      findings.note("no worker lived for long enough to judge its memory");
      return;
    }
    int third = longest.size() / 3;
    List<Sample> before = longest.subList(third, 2 * third);
    List<Sample> after = longest.subList(2 * third, longest.size());
    findings.figure("resident_mib", mean(after) / MIB);
    findings.measured(
        "resident_growth_mib", Math.max(0, (mean(after) - mean(before)) / MIB), RESIDENT_LIMIT_MIB);
    findings.measured(
        "heap_growth_mib", Math.max(0, (least(after) - least(before)) / MIB), HEAP_LIMIT_MIB);
  }

  private static double mean(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::residentBytes).average().orElse(0);
  }

  private static double least(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::heapBytes).min().orElse(0);
  }
}
