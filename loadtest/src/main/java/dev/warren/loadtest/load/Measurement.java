package dev.warren.loadtest.load;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.CameraGroup;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.gateway.Refusal;
import dev.warren.loadtest.report.CameraFigures;
import dev.warren.loadtest.report.Frames;
import dev.warren.loadtest.report.GroupFigures;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.Percentiles;
import dev.warren.loadtest.report.WindowFigures;
import dev.warren.protocol.Timings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Hears what happens to the frames of a run and measures it. Times are nanoseconds since the start
 * of the run, given by the caller. Thread-safe: sender, confirms and results come on threads of
 * their own.
 *
 * <p>Latency counts from a frame's <em>intended</em> time. If it counted from the time the frame
 * left, every moment in which the broker or the workers hold up the sender would hide the frames
 * that should have left in it (coordinated omission).
 */
final class Measurement {
  private final Fleet fleet;
  private final long ttlNanos;
  private final Ledger ledger = new Ledger();
  private final Latencies latencies = new Latencies();
  private final Timeline timeline;
  private final CameraMeter[] cameras;
  private final Histogram[] groups;
  private Window window;
  private boolean isSampledAtEnd;
  private long unsentInWindow;
  private long answeredInWindow;
  private long detectedInWindow;
  private long inTime;

  /**
   * @param ttlNanos until when a detection is in time, from its frame's intended time on
   * @param timelineStepNanos length of one step of the report's timeline
   */
  Measurement(Fleet fleet, Window window, long ttlNanos, long timelineStepNanos) {
    this.fleet = fleet;
    this.window = window;
    this.ttlNanos = ttlNanos;
    this.timeline = new Timeline(timelineStepNanos);
    this.cameras = new CameraMeter[fleet.cameras()];
    Arrays.setAll(cameras, i -> new CameraMeter());
    this.groups = new Histogram[fleet.groups().size()];
    Arrays.setAll(groups, i -> Latencies.micros());
  }

  /** A frame is about to leave; returns its index. */
  synchronized int published(Arrival frame) {
    return ledger.published(frame.camera(), frame.atNanos());
  }

  synchronized boolean isFull() {
    return ledger.isFull();
  }

  /** The last frame published has not left after all. */
  synchronized void withdrawn() {
    ledger.withdrawn();
  }

  /** The publisher has taken the frame. */
  synchronized void sent(int index, long nowNanos) {
    long intended = ledger.intendedNanos(index);
    boolean measured = window.contains(intended);
    cameras[ledger.camera(index)].sent(intended, measured);
    timeline.sent(nowNanos);
    if (measured) latencies.sendLag(Micros.between(intended, nowNanos));
  }

  /**
   * @param sentNanos when the publisher took it
   */
  synchronized void confirmed(int index, long sentNanos, long nowNanos) {
    ledger.confirmed(index);
    if (window.contains(ledger.intendedNanos(index))) {
      latencies.confirm(Micros.between(sentNanos, nowNanos));
    }
  }

  /** The broker has refused the frame, or its confirm did not come. */
  synchronized void refused(int index, Refusal why) {
    ledger.refused(index, why);
  }

  /**
   * A result. To be called with times that do not go back.
   *
   * @param index of its frame; -1 for none of this run
   * @param digest of its body
   * @param timings as the worker says; or null
   * @return whether it is the frame's first
   */
  synchronized boolean answered(
      int index, Outcome outcome, long digest, Timings timings, long nowNanos) {
    sampleAtEnd(nowNanos);
    if (!ledger.answered(index, outcome, digest)) return false;
    long intended = ledger.intendedNanos(index);
    CameraMeter camera = cameras[ledger.camera(index)];
    boolean receivedInWindow = window.contains(nowNanos);
    if (receivedInWindow) {
      camera.sample(nowNanos);
      answeredInWindow++;
      if (outcome.isDetected()) detectedInWindow++;
    }
    boolean measured = window.contains(intended);
    camera.answered(outcome, intended, nowNanos, measured);
    long micros = Micros.between(intended, nowNanos);
    boolean timely = outcome.isDetected() && nowNanos - intended <= ttlNanos;
    if (outcome.isDetected()) timeline.detected(nowNanos, micros, timely);
    else timeline.answered(nowNanos);
    if (!measured) return true;
    if (timely) inTime++;
    if (outcome.isDetected()) {
      latencies.detected(micros, timings);
      groups[fleet.groupOf(ledger.camera(index))].recordValue(micros);
    } else {
      latencies.notDetected(micros);
    }
    return true;
  }

  /** No more frames leave: the window ends now, if not before. */
  synchronized void endOfSending(long nowNanos) {
    window = window.endingBy(nowNanos);
  }

  /** A frame was due then and has not left; to be called after {@link #endOfSending}. */
  synchronized void unsent(long intendedNanos) {
    ledger.unsent();
    if (window.contains(intendedNanos)) unsentInWindow++;
  }

  /** Whether the broker has frames, and none was answered. */
  synchronized boolean isUnheard() {
    return ledger.isUnheard();
  }

  /** Frames that may still be answered. */
  synchronized long outstanding() {
    return ledger.outstanding();
  }

  synchronized long published() {
    return ledger.published();
  }

  synchronized long answered() {
    return ledger.answered();
  }

  /**
   * The end: what is outstanding now is unanswered.
   *
   * @param malformed messages that were no results
   * @param ready frames that wait in the queue; null where nobody knows
   */
  synchronized LoadReport report(
      Map<String, String> settings,
      long malformed,
      Long ready,
      Map<String, Double> cpuCores,
      long nowNanos) {
    sampleAtEnd(nowNanos);
    Frames frames = ledger.close(malformed, ready);
    List<CameraFigures> each = new ArrayList<>();
    for (int i = 0; i < cameras.length; i++) each.add(cameras[i].figures(fleet.name(i)));
    long sent = each.stream().mapToLong(CameraFigures::sent).sum();
    return new LoadReport(
        settings,
        List.of(),
        frames,
        new WindowFigures(
            window.seconds(), sent, unsentInWindow, answeredInWindow, detectedInWindow, inTime),
        latencies.ends(),
        latencies.stages(),
        groups(each),
        each,
        timeline.points(),
        window.startNanos() / 1e9,
        cpuCores);
  }

  private List<GroupFigures> groups(List<CameraFigures> each) {
    List<GroupFigures> list = new ArrayList<>();
    int camera = 0;
    for (int i = 0; i < groups.length; i++) {
      CameraGroup group = fleet.groups().get(i);
      List<CameraFigures> members = each.subList(camera, camera + group.cameras());
      camera += group.cameras();
      list.add(
          new GroupFigures(
              group.name(),
              group.cameras(),
              group.fps(),
              members.stream().mapToLong(CameraFigures::sent).sum(),
              members.stream().mapToLong(CameraFigures::detected).sum(),
              members.stream().mapToLong(CameraFigures::skipped).sum(),
              members.stream().mapToLong(CameraFigures::failed).sum(),
              Percentiles.of(groups[i])));
    }
    return list;
  }

  private void sampleAtEnd(long nowNanos) {
    if (isSampledAtEnd || nowNanos < window.endNanos()) return;
    isSampledAtEnd = true;
    if (window.seconds() == 0) return;
    for (CameraMeter camera : cameras) camera.sample(window.endNanos());
  }
}
