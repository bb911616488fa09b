package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.loadtest.arrival.ArrivalPlan;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.gateway.FrameSource;
import dev.warren.loadtest.gateway.SourceFrame;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.Percentiles;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.NackedException;
import dev.warren.protocol.PriorityClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sender against a broker and a worker that are a few lines of arithmetic. */
class SenderTest {
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0};
  private static final Outcome DETECTED = new Outcome(Outcome.Kind.DETECTED, "");
  private static final long MILLI = 1_000_000;

  private final HandClock clock = new HandClock();
  private final List<FrameRequest> published = new ArrayList<>();
  private final PriorityQueue<long[]> answers =
      new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));

  /** Of every frame, or null. */
  private Exception refusal;

  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void sendsEachFrameAtItsTimeWithItsTimeAndDeadline() {
    LoadReport report = run(plan(100, 0, 1_000, 250L), frame -> {}, at -> at + MILLI);
    assertThat(published).hasSize(100);
    FrameRequest frame = published.get(42);
    assertThat(frame.id()).isEqualTo("run/42");
    assertThat(frame.capturedAtMs()).isEqualTo(1_700_000_000_420L);
    assertThat(frame.deadlineMs()).isEqualTo(1_700_000_000_670L);
    assertThat(frame.contentType()).isEqualTo("image/jpeg");
    assertThat(report.percentiles(LoadReport.SEND_LAG).max()).isZero();
    assertThat(report.percentiles(LoadReport.LATENCY).max()).isCloseTo(1, within(0.01));
    assertThat(report.window().seconds()).isEqualTo(1);
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void aStalledSenderShowsInTheLatencyOfEveryFrameThatWasDue() {
    // The broker takes nothing for the third of ten seconds, and every answer takes 1 ms.
    boolean[] stalled = {false};
    LoadReport report =
        run(
            plan(100, 0, 10_000, null),
            frame -> {
              if (!stalled[0] && clock.nanos() >= 2_000 * MILLI) {
                stalled[0] = true;
                clock.passMillis(1_000);
              }
            },
            at -> at + MILLI);
    assertThat(published).hasSize(1_000); // nothing was left out
    Percentiles latency = report.percentiles(LoadReport.LATENCY);
    assertThat(latency.count()).isEqualTo(1_000);
    // A tenth of the frames waited, between 0 and 1 s: the slowest hundredth 0.9 s and more. From
    // the actual times on all of them would have taken 1 ms.
    assertThat(latency.p99()).isCloseTo(900, within(15.0));
    assertThat(latency.p50()).isCloseTo(1, within(0.01));
    assertThat(latency.max()).isCloseTo(1_001, within(1.0));
    assertThat(report.percentiles(LoadReport.SEND_LAG).p99()).isCloseTo(900, within(15.0));
  }

  @Test
  void aStalledWorkerDoesNotSlowTheSenderAndShowsTheSame() {
    LoadReport report =
        run(
            plan(100, 0, 10_000, null),
            frame -> {},
            at -> at >= 2_000 * MILLI && at < 3_000 * MILLI ? 3_000 * MILLI + MILLI : at + MILLI);
    assertThat(report.percentiles(LoadReport.SEND_LAG).max()).isZero();
    assertThat(report.percentiles(LoadReport.LATENCY).p99()).isCloseTo(900, within(15.0));
  }

  @Test
  void aFrameLateInLeavingIsNotInTimeHoweverFastItsAnswer() {
    boolean[] stalled = {false};
    LoadReport report =
        run(
            plan(10, 0, 1_000, 150L),
            frame -> {
              if (!stalled[0] && clock.nanos() >= 500 * MILLI) {
                stalled[0] = true;
                clock.passMillis(300);
              }
            },
            at -> at + MILLI);
    // Due at 500 and 600 ms, left at 800; due at 700 was 101 ms late.
    assertThat(report.window().inTime()).isEqualTo(8);
    assertThat(report.window().sent()).isEqualTo(10);
  }

  @Test
  void warmUpIsAccountedForButNotMeasured() {
    LoadReport report = run(plan(100, 2_000, 3_000, null), frame -> {}, at -> at + MILLI);
    assertThat(report.frames().published()).isEqualTo(500);
    assertThat(report.frames().detected()).isEqualTo(500);
    assertThat(report.window().sent()).isEqualTo(300);
    assertThat(report.percentiles(LoadReport.LATENCY).count()).isEqualTo(300);
    assertThat(report.window().answered()).isEqualTo(300);
  }

  @Test
  void whatTheBrokerRefusesIsNotConfirmed() {
    refusal = new NackedException("some");
    LoadReport report = run(plan(100, 0, 1_000, null), frame -> {}, at -> at + MILLI);
    assertThat(report.frames().confirmed()).isZero();
    assertThat(report.frames().refused()).isEqualTo(100);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void anInterruptEndsTheWindowAndNamesWhatWasDue() {
    clock.interruptAtMillis(1_500);
    LoadReport report = run(plan(10, 1_000, 9_000, null), frame -> {}, at -> at + MILLI);
    assertThat(published).hasSize(15);
    assertThat(report.window().seconds()).isEqualTo(0.5);
    assertThat(report.window().sent()).isEqualTo(5);
    assertThat(report.window().unsent()).isZero();
  }

  @Test
  void framesThatABlockedBrokerKeptFromLeavingAreUnsent() {
    LoadPlan plan = plan(10, 0, 10_000, null);
    LoadReport report =
        run(
            plan,
            frame -> {
              if (clock.nanos() >= 1_000 * MILLI) {
                clock.passMillis(2_050);
                throw new InterruptedException();
              }
            },
            at -> at + MILLI);
    // Due at 1.0 s and not taken, then every 100 ms until 3.05 s.
    assertThat(report.window().unsent()).isEqualTo(21);
    assertThat(report.frames().unsent()).isEqualTo(21);
    assertThat(report.frames().published()).isEqualTo(10);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void unsentFramesOfTheWarmUpAreOfferedInNoWindow() {
    LoadReport report =
        run(
            plan(10, 1_000, 2_000, null),
            frame -> {
              clock.passMillis(3_500);
              throw new InterruptedException();
            },
            at -> at + MILLI);
    assertThat(report.frames().unsent()).isEqualTo(30);
    assertThat(report.window().unsent()).isEqualTo(20);
    assertThat(report.window().perSecond(report.window().offered())).isEqualTo(10);
    assertThat(report.isClean()).isFalse();
  }

  @Test
  void aClosedLoopKeepsItsNumberUnderWay() throws Exception {
    ClosedLoop loop =
        new ClosedLoop(2, plan(1, 0, 1_000, null).arrivals().start(), clock, 1_000 * MILLI);
    loop.next();
    loop.next();
    loop.release();
    clock.passMillis(5);
    assertThat(loop.next().atNanos()).isEqualTo(5 * MILLI);
    clock.passMillis(995);
    assertThat(loop.next().atNanos()).isEqualTo(1_000 * MILLI); // the end: nothing was answered
  }

  @Test
  void camerasBeginAtDifferentPicturesAndSharePicturesInMemory() {
    Pictures pictures = Pictures.load(List.of(bytes(3), bytes(5)), 6, problem -> {});
    assertThat(pictures.size()).isEqualTo(6);
    assertThat(pictures.of(0, 0)).isNotSameAs(pictures.of(1, 0));
    assertThat(pictures.of(0, 6)).isSameAs(pictures.of(0, 0));
    assertThat(Pictures.load(List.of(bytes(3), bytes(1)), 100, p -> {}).size()).isEqualTo(4);
  }

  /** Hears of a frame that is about to leave; may pass time, or refuse to go on. */
  private interface Gate {
    void pass(FrameRequest frame) throws InterruptedException;
  }

  /** When a frame that leaves now will be answered. */
  private interface Answer {
    long at(long nowNanos);
  }

  private LoadReport run(LoadPlan plan, Gate gate, Answer answer) {
    RunIds ids = new RunIds("run");
    long ttl = plan.ttl() == null ? Long.MAX_VALUE : plan.ttl().toNanos();
    Measurement measurement =
        new Measurement(plan.arrivals().fleet(), plan.window(), ttl, plan.timelineStepNanos());
    Pictures pictures = Pictures.load(List.of(bytes(1)), 1, problem -> {});
    Sender.Outlet outlet =
        frame -> {
          gate.pass(frame);
          published.add(frame);
          answers.add(new long[] {answer.at(clock.nanos()), ids.index(frame.id())});
          return refusal == null
              ? CompletableFuture.completedFuture(null)
              : CompletableFuture.failedFuture(refusal);
        };
    FrameMaker maker = new FrameMaker(plan, pictures, ids, clock);
    long end = plan.window().endNanos();
    new Sender(plan.arrivals().start(), maker, outlet, measurement, clock, end).run();
    while (!answers.isEmpty()) {
      long[] next = answers.remove();
      measurement.answered((int) next[1], DETECTED, 1, null, next[0]);
    }
    return measurement.report(Map.of(), 0, 0L, Map.of(), clock.nanos());
  }

  private static LoadPlan plan(double rate, long warmUpMs, long durationMs, Long ttlMs) {
    return new LoadPlan(
        "demo",
        new ArrivalPlan(ArrivalPlan.Kind.CONSTANT, Fleet.of(1, rate), 0, 1, 1),
        0,
        ttlMs == null ? null : Duration.ofMillis(ttlMs),
        Freshness.EVERY,
        PriorityClass.NORMAL,
        Duration.ofMillis(warmUpMs),
        Duration.ofMillis(durationMs),
        Duration.ofSeconds(1),
        16);
  }

  private static FrameSource bytes(int count) {
    int[] left = {count};
    return () ->
        left[0]-- > 0 ? Optional.of(new SourceFrame("x", "x", JPEG.clone())) : Optional.empty();
  }
}
