package dev.warren.loadtest.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Reports for tests. */
public final class Reports {
  private Reports() {}

  /** A thousand frames in ten seconds, of which all but 30 were detected within 1 to 970 ms. */
  public static LoadReport usual() {
    Map<String, Histogram> latencies = new LinkedHashMap<>();
    latencies.put(LoadReport.LATENCY, upTo(970));
    latencies.put(LoadReport.LATENCY_ALL, upTo(1_000));
    latencies.put(LoadReport.OVERHEAD, upTo(500));
    latencies.put(LoadReport.CONFIRM, upTo(10));
    latencies.put(LoadReport.SEND_LAG, new Histogram(3));
    Percentiles some = Percentiles.of(upTo(100));
    Percentiles none = Percentiles.of(new Histogram(3));
    return new LoadReport(
        Map.of("model", "demo", "ttl", "500 ms"),
        List.of(),
        new Frames(
            1_000,
            1_000,
            0,
            0,
            0,
            968,
            new TreeMap<>(Map.of("deadline", 20L)),
            new TreeMap<>(Map.of("malformed", 9L)),
            3,
            2L,
            3,
            2,
            4,
            0,
            0),
        new WindowFigures(10, 1_000, 0, 990, 960, 800),
        latencies,
        Map.of("decode", upTo(5)),
        List.of(
            new GroupFigures("9x10", 9, 10, 900, 880, 10, 9, some),
            new GroupFigures("1x10", 1, 10, 100, 90, 10, 0, some)),
        List.of(
            new CameraFigures("camera-1", 900, 880, 10, 9, some, some),
            new CameraFigures("camera-2", 100, 0, 10, 0, none, some)),
        List.of(
            new TimelinePoint(0, 100, 90, 80, 900., 950.),
            new TimelinePoint(1, 100, 90, 80, 10., 20.),
            new TimelinePoint(2, 100, 0, 0, null, null),
            new TimelinePoint(3, 100, 110, 90, 15., 40.)),
        1,
        Map.of("loadtest", 0.2504));
  }

  /** With other settings, and a camera, group and process of that name. */
  public static LoadReport named(String name) {
    LoadReport usual = usual();
    CameraFigures camera = usual.cameras().get(0);
    GroupFigures group = usual.groups().get(0);
    return new LoadReport(
        Map.of("model", name, name, name),
        List.of(name),
        usual.frames(),
        usual.window(),
        usual.latencies(),
        usual.stages(),
        List.of(group, new GroupFigures(name, 1, 1, 1, 1, 0, 0, group.latencyMs())),
        List.of(new CameraFigures(name, 1, 1, 0, 0, camera.latencyMs(), camera.stalenessMs())),
        usual.timeline(),
        0,
        Map.of(name, 1.0));
  }

  /** With another account. */
  static LoadReport with(Frames frames) {
    return with(frames, usual().window());
  }

  /** With other figures of its window. */
  static LoadReport with(WindowFigures window) {
    return with(usual().frames(), window);
  }

  private static LoadReport with(Frames frames, WindowFigures window) {
    LoadReport usual = usual();
    return new LoadReport(
        usual.settings(),
        usual.notes(),
        frames,
        window,
        usual.latencies(),
        usual.stages(),
        usual.groups(),
        usual.cameras(),
        usual.timeline(),
        usual.warmUpSeconds(),
        usual.cpuCores());
  }

  /** One value for each millisecond. */
  private static Histogram upTo(int millis) {
    Histogram micros = new Histogram(3);
    for (int i = 1; i <= millis; i++) micros.recordValue(i * 1_000L);
    return micros;
  }
}
