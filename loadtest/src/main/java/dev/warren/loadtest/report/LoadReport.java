package dev.warren.loadtest.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Everything that a run found.
 *
 * @param settings what was asked for, in the order to show it
 * @param notes what a reader must know to judge the numbers
 * @param latencies in microseconds: {@code latency} (detected), {@code latency_all} (any outcome),
 *     {@code overhead}, {@code confirm}, {@code send_lag}
 * @param stages in microseconds, as the workers measured them
 * @param warmUpSeconds where the window begins in {@code timeline}
 * @param cpuCores processor time per second in the window, by process
 */
public record LoadReport(
    Map<String, String> settings,
    List<String> notes,
    Frames frames,
    WindowFigures window,
    Map<String, Histogram> latencies,
    Map<String, Histogram> stages,
    List<GroupFigures> groups,
    List<CameraFigures> cameras,
    List<TimelinePoint> timeline,
    double warmUpSeconds,
    Map<String, Double> cpuCores) {
  public static final String LATENCY = "latency";
  public static final String LATENCY_ALL = "latency_all";
  public static final String OVERHEAD = "overhead";
  public static final String CONFIRM = "confirm";
  public static final String SEND_LAG = "send_lag";

  public LoadReport {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    notes = List.copyOf(notes);
    latencies = Collections.unmodifiableMap(new LinkedHashMap<>(latencies));
    stages = Collections.unmodifiableMap(new LinkedHashMap<>(stages));
    groups = List.copyOf(groups);
    cameras = List.copyOf(cameras);
    timeline = List.copyOf(timeline);
    cpuCores = Collections.unmodifiableMap(new LinkedHashMap<>(cpuCores));
  }

  /** The same with notes. */
  public LoadReport with(List<String> notes) {
    return new LoadReport(
        settings,
        notes,
        frames,
        window,
        latencies,
        stages,
        groups,
        cameras,
        timeline,
        warmUpSeconds,
        cpuCores);
  }

  /** One of {@link #latencies} in a few numbers. */
  public Percentiles percentiles(String name) {
    return Percentiles.of(latencies.get(name));
  }

  /** Whether every frame that was due was sent, reached the broker and has its one answer. */
  public boolean isClean() {
    return frames.isClean();
  }
}
