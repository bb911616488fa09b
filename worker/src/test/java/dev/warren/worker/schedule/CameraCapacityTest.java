package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.flow.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What it promises, against the scheduler itself in a simulation of lanes and cameras. */
class CameraCapacityTest {
  private static final long MS = 1_000_000;
  private static final int FRAMES = 3_000;
  private static final Duration LONG = Duration.ofSeconds(10);

  private static LatencyCurve curve(long... nanos) {
    LatencyCurve curve = new LatencyCurve(nanos.length);
    for (int size = 1; size <= nanos.length; size++) curve.measured(size, nanos[size - 1]);
    return curve;
  }

  /** Where decoding and replies take no time. */
  private static CameraCapacity of(LatencyCurve curve, int lanes) {
    return new CameraCapacity(curve, lanes, Margin.of(0), 1_000, Margin.of(0));
  }

  @Test
  void isNotKnownBeforeTheEngineIsMeasured() {
    assertThat(of(new LatencyCurve(4), 1).cameras(5, LONG)).isNaN();
  }

  @Test
  void isFourFifthsOfTheRateWhereThereIsTimeEnough() {
    assertThat(of(curve(10 * MS), 1).cameras(10, LONG)).isEqualTo(8);
    assertThat(of(curve(10 * MS), 2).cameras(10, LONG)).isEqualTo(16);
    assertThat(of(curve(10 * MS, 10 * MS), 2).cameras(10, LONG)).isEqualTo(32);
    assertThat(of(curve(10 * MS), 1).cameras(25, LONG)).isEqualTo(3);
  }

  @Test
  void isNoneWhereNotEvenOneFrameIsInTime() {
    LatencyCurve curve = curve(100 * MS);
    assertThat(of(curve, 1).cameras(5, Duration.ofMillis(99))).isZero();
    assertThat(of(curve, 1).cameras(5, Duration.ofMillis(100))).isEqualTo(1);
  }

  @Test
  void isNoMoreForDoubtsAboutPredictions() {
    LatencyCurve curve = curve(10 * MS, 40 * MS);
    for (int i = 0; i < 500; i++) curve.frameRefused(0);
    for (int i = 0; i < 2_000; i++) curve.batchCut(2);
    assertThat(of(curve, 1).cameras(10, LONG)).isEqualTo(8);
    assertThat(of(curve, 1).cameras(10, Duration.ofMillis(9))).isZero();
  }

  @Test
  void aLargeBatchDoesNotHelpWhereItIsLate() {
    LatencyCurve curve = curve(40 * MS, 40 * MS, 40 * MS, 70 * MS, 70 * MS, 70 * MS, 70 * MS);
    CameraCapacity capacity = of(curve, 1);
    assertThat(capacity.cameras(10, Duration.ofMillis(140))).isEqualTo(8);
    assertThat(capacity.cameras(10, Duration.ofMillis(100)))
        .as("three at a time, 75 frames/s")
        .isEqualTo(4);
  }

  @Test
  void decodersMayBeTheLimit() {
    CameraCapacity capacity =
        new CameraCapacity(curve(MS), 1, Margin.of(20 * MS), 2, Margin.of(5 * MS));
    assertThat(capacity.cameras(10, LONG)).isEqualTo(8);
    assertThat(capacity.cameras(10, Duration.ofMillis(25))).as("20 + 1 + 5").isZero();
    assertThat(capacity.cameras(10, Duration.ofMillis(26))).isEqualTo(1);
  }

  record Engine(String name, int lanes, LatencyCurve curve) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Engine> engines() {
    long[] gpu = new long[32];
    Arrays.setAll(gpu, i -> 3 * MS + (i + 1) * MS / 4);
    long[] stairs = new long[16];
    Arrays.setAll(stairs, i -> (i / 4 + 1) * 12 * MS);
    long[] cpu = new long[4];
    Arrays.setAll(cpu, i -> (i + 1) * 60 * MS);
    return Stream.of(
        new Engine("gpu, one lane", 1, curve(gpu)),
        new Engine("gpu, two lanes", 2, curve(gpu)),
        new Engine("stairs", 1, curve(stairs)),
        new Engine("cpu, two lanes", 2, curve(cpu)),
        new Engine("cpu, eight lanes", 8, curve(cpu)));
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theSchedulerKeepsWhatItPromises(Engine engine) {
    CameraCapacity capacity = of(engine.curve(), engine.lanes());
    for (int fps : new int[] {5, 15, 30}) {
      for (int ms : new int[] {50, 100, 250, 1_000}) {
        int cameras = (int) capacity.cameras(fps, Duration.ofMillis(ms));
        if (cameras == 0) continue;
        long p99 = p99(engine, cameras, fps);
        assertThat(p99).as("%d cameras of %d/s", cameras, fps).isLessThanOrEqualTo(ms * MS);
      }
    }
  }

  /** It does not promise so little that anything would keep it. */
  @ParameterizedTest
  @MethodSource("engines")
  void halfAsMuchAgainIsTooMuch(Engine engine) {
    CameraCapacity capacity = of(engine.curve(), engine.lanes());
    int cameras = (int) capacity.cameras(5, Duration.ofMillis(250));
    assertThat(p99(engine, cameras + Math.max(2, cameras / 2), 5)).isGreaterThan(250 * MS);
  }

  /** Of cameras that send at a steady pace, each at its own moment. */
  private static long p99(Engine engine, int cameras, int fps) {
    long worst = 0;
    for (int seed = 0; seed < 3; seed++) {
      worst = Math.max(worst, p99(engine, cameras, fps, new Random(seed)));
    }
    return worst;
  }

  private static long p99(Engine engine, int cameras, int fps, Random random) {
    long period = 1_000 * MS / fps;
    int each = Math.max(20, FRAMES / cameras);
    List<Ticket> frames = new ArrayList<>();
    for (int camera = 0; camera < cameras; camera++) {
      long phase = (long) (random.nextDouble() * period);
      for (int i = 0; i < each; i++) {
        frames.add(
            ticket(camera + "-" + i).camera("c" + camera).received(phase + i * period).build());
      }
    }
    frames.sort((a, b) -> Long.compare(received(a), received(b)));
    long[] latencies = run(engine, frames);
    Arrays.sort(latencies);
    return latencies[latencies.length * 99 / 100];
  }

  private static long received(Ticket frame) {
    return frame.clock().receivedNanos();
  }

  private static long[] run(Engine engine, List<Ticket> frames) {
    LatencyCurve curve = engine.curve();
    Scheduler<Ticket> scheduler =
        Scheduler.fair(curve.maxBatch(), curve, Margin.of(0), Function.identity());
    PriorityQueue<Long> freeAt = new PriorityQueue<>();
    for (int lane = 0; lane < engine.lanes(); lane++) freeAt.add(0L);
    long[] latencies = new long[frames.size()];
    int done = 0;
    int next = 0;
    while (done < frames.size()) {
      long now = freeAt.poll();
      if (scheduler.size() == 0) now = Math.max(now, received(frames.get(next)));
      while (next < frames.size() && received(frames.get(next)) <= now) {
        scheduler.offer(frames.get(next++), now);
      }
      List<Ticket> batch = scheduler.next(now).run();
      long end = now + curve.typicalNanos(batch.size());
      for (Ticket frame : batch) latencies[done++] = end - received(frame);
      freeAt.add(end);
    }
    return latencies;
  }
}
