package dev.warren.loadtest.watch;

import dev.warren.protocol.Detection;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One line per result, for people. */
final class TableView implements ResultView {
  private static final String ROW = "%-12s  %-16s %8s  %9s  %-18s  %s";
  private static final int HEADER_EVERY = 40;

  private final PrintStream out;
  private final DateTimeFormatter time;
  private long rows;

  TableView(PrintStream out, ZoneId zone) {
    this.out = out;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(zone);
  }

  @Override
  public void show(ReceivedResult received, long receivedAtMs) {
    if (rows++ % HEADER_EVERY == 0) {
      out.println(ROW.formatted("TIME", "CAMERA", "SEQ", "LATENCY", "STATUS", "WHAT"));
    }
    out.println(row(received, receivedAtMs));
    StandardOutput.check(out);
  }

  @Override
  public void close() {
    out.flush();
  }

  String row(ReceivedResult received, long receivedAtMs) {
    FrameResult result = received.result();
    FrameRef frame = result.frame();
    Answered answered = Answered.of(received, receivedAtMs);
    return ROW.formatted(
            time.format(Instant.ofEpochMilli(answered.atMs())),
            ForeignText.printable(frame.camera().isEmpty() ? "-" : frame.camera()),
            frame.seq() == null ? "-" : frame.seq(),
            answered.latencyMs() == null ? "-" : answered.latencyMs() + " ms",
            status(result),
            ForeignText.printable(what(result)))
        .stripTrailing();
  }

  private static String status(FrameResult result) {
    if (result instanceof FrameResult.Skipped skipped) {
      return "skipped " + skipped.reason().wire();
    }
    if (result instanceof FrameResult.Failed failed) {
      return "failed " + failed.reason().wire();
    }
    return result.status();
  }

  private static String what(FrameResult result) {
    if (result instanceof FrameResult.Detected detected) {
      return byClass(detected.detections());
    }
    if (result instanceof FrameResult.Failed failed) {
      return failed.stage() + ": " + failed.detail();
    }
    return "";
  }

  /** {@code 3 car, 1 person}: most frequent first. */
  private static String byClass(List<Detection> detections) {
    Map<String, Long> counts =
        detections.stream()
            .collect(
                Collectors.groupingBy(Detection::className, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(e -> e.getValue() + " " + e.getKey())
        .collect(Collectors.joining(", "));
  }
}
