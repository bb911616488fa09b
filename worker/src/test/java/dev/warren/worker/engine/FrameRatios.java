package dev.warren.worker.engine;

import dev.warren.worker.benchmark.RoundCount;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@link FrameBenchmark} in one JVM, its methods in turn every 40 frames, by the processor time of
 * the thread: on a machine that others use too, ratios of neighbours agree to a hundredth where
 * those of separate JVMs do not to a tenth. {@code bin/jmh -ratios [TURNS]}.
 */
public final class FrameRatios {
  private static final int ROUNDS = 120;
  private static final int WARM_UP = 20;
  private static final int FRAMES = 40;

  private FrameRatios() {}

  /**
   * @param args turns of every way; 120 if there is none
   */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? turns(args[0]) : ROUNDS;
    FrameBenchmark frame = new FrameBenchmark();
    frame.open();
    Map<String, Callable<?>> ways = new LinkedHashMap<>();
    ways.put("baseline", frame::baseline);
    ways.put("letterboxed", frame::letterboxed);
    ways.put("planes", frame::planes);
    ways.put("planesWithoutCopy", frame::planesWithoutCopy);
    ways.put("laneAlone", frame::laneAlone);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[][] millis = new double[ways.size()][rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      int way = 0;
      for (Callable<?> call : ways.values()) {
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < FRAMES; i++) call.call();
        long end = threads.getCurrentThreadCpuTime();
        if (round >= 0) millis[way][round] = (end - start) / 1e6 / FRAMES;
        way++;
      }
    }
    frame.close();
    int way = 0;
    for (String name : ways.keySet()) {
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) ratios[i] = millis[way][i] / millis[0][i];
      System.out.printf(
          Locale.ROOT, "%-18s %.3f ms, ratio %.3f%n", name, median(millis[way]), median(ratios));
      way++;
    }
  }

  private static int turns(String text) {
    try {
      return RoundCount.of("-ratios", text);
    } catch (IllegalArgumentException e) {
      System.err.println("jmh: " + e.getMessage());
      System.exit(2);
      throw e;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
