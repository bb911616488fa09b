package dev.warren.worker.schedule;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.Freshness;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.testing.TicketBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What holds for any interleaving of arrivals, free lanes, expiry and learning. The worlds are
 * drawn from seeds; an independent record of who waits says what would have been right.
 */
class SchedulerPropertiesTest {
  private static final int WORLDS = 400;
  private static final int STEPS = 400;
  private static final int CAMERAS = 5;
  private static final int PREFETCH = 40;
  private static final long BUDGET = 7;

  @Test
  void everyFrameLeavesOnceForARightReasonAndNoBatchIsLateByPrediction() {
    for (int seed = 0; seed < WORLDS; seed++) {
      World world = new World(seed);
      for (int step = 0; step < STEPS; step++) world.step();
      world.drain();
      assertThat(world.waiting).as("seed %d", seed).isEmpty();
      assertThat(world.left).as("seed %d", seed).isEqualTo(world.offered);
    }
  }

  /** A scheduler and a record of the frames in it. */
  private static final class World {
    private final Random random;
    private final int maxBatch;
    private final int load;
    private final int highPercent;
    private final LatencyCurve curve;
    private final Scheduler<Ticket> scheduler;
    private final Map<String, Ticket> waiting = new LinkedHashMap<>();
    private final Map<String, Integer> mustBeServedBy = new HashMap<>();
    private final String name;
    private long now;
    private int offered;
    private int left;
    private int batches;

    World(int seed) {
      name = "seed " + seed;
      random = new Random(seed);
      now = random.nextLong(); // anywhere, also just before the overflow
      maxBatch = 1 + random.nextInt(6);
      load = 2 + random.nextInt(8);
      highPercent = random.nextInt(101);
      curve = new LatencyCurve(maxBatch);
      for (int size = 1; size <= maxBatch; size++) {
        if (random.nextBoolean()) curve.measured(size, 10 + 5 * size, 20 + 10 * size);
      }
      scheduler = Scheduler.fair(maxBatch, curve, Margin.of(BUDGET), Function.identity());
    }

    void step() {
      now += random.nextInt(10);
      int action = random.nextInt(10);
      if (action == 0) {
        expire();
      } else if (action <= load && waiting.size() < PREFETCH) {
        offer();
      } else {
        next();
      }
      assertThat(scheduler.size()).as(name).isEqualTo(waiting.size());
    }

    void drain() {
      for (int i = 0; i <= PREFETCH && !waiting.isEmpty(); i++) next();
    }

    private void offer() {
      Ticket frame = frame();
      String id = frame.frame().requestId();
      offered++;
      waiting.put(id, frame);
      boolean hopeless = isHopeless(frame);
      for (Skipped<Ticket> gone : scheduler.offer(frame, now)) {
        if (gone.reason() == SkipReason.DEADLINE) {
          assertThat(hopeless && gone.frame() == frame).as(name).isTrue();
        } else {
          assertSuperseded(gone.frame(), hopeless ? null : frame);
        }
        leave(gone.frame());
      }
      if (waiting.containsKey(id)) promise(frame);
    }

    /** The bound of no starvation: every camera ahead has a turn, and one place in four is ours. */
    private void promise(Ticket frame) {
      long ahead =
          waiting.values().stream()
              .filter(f -> f.frame().camera().equals(frame.frame().camera()))
              .count();
      mustBeServedBy.put(frame.frame().requestId(), batches + (int) (4 * (CAMERAS + 1) * ahead));
    }

    private void next() {
      Map<String, Boolean> hopeless = new HashMap<>();
      waiting.forEach((id, f) -> hopeless.put(id, isHopeless(f)));
      Map<String, Boolean> safe = new HashMap<>();
      waiting.forEach((id, f) -> safe.put(id, isSafe(f)));
      long[] predicted = new long[maxBatch + 1];
      for (int size = 1; size <= maxBatch; size++) {
        predicted[size] = size == 1 ? curve.typicalNanos(1) : curve.slowNanos(size);
      }
      Scheduler.Batch<Ticket> batch = scheduler.next(now);
      List<Skipped<Ticket>> doubtful =
          batch.skipped().stream().filter(s -> !hopeless.get(idOf(s.frame()))).toList();
      List<Skipped<Ticket>> expired = new ArrayList<>(batch.skipped());
      expired.removeAll(doubtful);
      doubtful.forEach(s -> assertDoubtful(s, safe, batch.run()));
      assertExpired(expired, hopeless);
      int runnable = waiting.size();
      assertThat(batch.run().isEmpty()).as("%s: idle with work", name).isEqualTo(runnable == 0);
      assertThat(batch.run()).as(name).hasSizeLessThanOrEqualTo(maxBatch);
      for (Ticket frame : batch.run()) {
        long left = frame.slackNanos(now);
        assertThat(predicted[batch.run().size()] + BUDGET).as(name).isLessThanOrEqualTo(left);
        leave(frame);
      }
      if (batch.run().isEmpty()) return;
      batches++;
      mustBeServedBy.forEach(
          (id, by) -> assertThat(batches).as("%s: %s starves", name, id).isLessThanOrEqualTo(by));
      long nanos = predicted[batch.run().size()] * (50 + random.nextInt(100)) / 100;
      curve.ran(batch.run().size(), nanos, now);
    }

    private void expire() {
      Map<String, Boolean> hopeless = new HashMap<>();
      waiting.forEach((id, f) -> hopeless.put(id, isHopeless(f)));
      assertExpired(scheduler.expired(now), hopeless);
    }

    private void assertExpired(List<Skipped<Ticket>> skipped, Map<String, Boolean> hopeless) {
      for (Skipped<Ticket> gone : skipped) {
        assertThat(gone.reason()).as(name).isEqualTo(SkipReason.DEADLINE);
        assertThat(hopeless.get(gone.frame().frame().requestId())).as(name).isTrue();
        leave(gone.frame());
      }
      waiting.forEach((id, f) -> assertThat(hopeless.get(id)).as("%s: %s", name, id).isFalse());
    }

    /** Given up for its chance only if frames that are safe and timed take its place. */
    private void assertDoubtful(
        Skipped<Ticket> gone, Map<String, Boolean> safe, List<Ticket> instead) {
      assertThat(gone.reason()).as(name).isEqualTo(SkipReason.DEADLINE);
      assertThat(safe.get(idOf(gone.frame()))).as(name).isFalse();
      assertThat(instead).as(name).isNotEmpty().allMatch(frame -> safe.get(idOf(frame)));
      leave(gone.frame());
    }

    private void assertSuperseded(Ticket gone, Ticket newcomer) {
      assertThat(gone.terms().freshness()).as(name).isEqualTo(Freshness.LATEST);
      List<Ticket> others = new ArrayList<>(waiting.values());
      others.remove(gone);
      boolean newerWaits =
          others.stream()
              .filter(f -> f.frame().camera().equals(gone.frame().camera()))
              .anyMatch(f -> isNewer(f, gone));
      assertThat(newcomer).as("%s: superseded by a hopeless frame", name).isNotNull();
      assertThat(newerWaits).as("%s: nothing newer waits", name).isTrue();
    }

    private static boolean isNewer(Ticket a, Ticket b) {
      Long seqA = a.frame().seq();
      Long seqB = b.frame().seq();
      return seqA != null && seqB != null
          ? seqA > seqB
          : a.clock().receivedNanos() - b.clock().receivedNanos() > 0;
    }

    private void leave(Ticket frame) {
      String id = frame.frame().requestId();
      assertThat(waiting.remove(id)).as("%s: %s left twice", name, id).isSameAs(frame);
      mustBeServedBy.remove(id);
      left++;
    }

    private static String idOf(Ticket frame) {
      return frame.frame().requestId();
    }

    private boolean isSafe(Ticket frame) {
      return curve.slowNanos(1) + BUDGET <= frame.slackNanos(now);
    }

    private boolean isHopeless(Ticket frame) {
      return curve.typicalNanos(1) + BUDGET > frame.slackNanos(now);
    }

    private Ticket frame() {
      int camera = random.nextInt(CAMERAS + 1);
      TicketBuilder frame =
          ticket("f" + offered).camera(camera == CAMERAS ? "" : "c" + camera).received(now);
      if (random.nextInt(3) > 0) frame.seq(offered - random.nextInt(3));
      if (random.nextInt(3) == 0) frame.deadline(now + random.nextInt(200));
      if (random.nextBoolean()) frame.latest();
      if (random.nextInt(100) < highPercent) frame.high();
      return frame.build();
    }
  }

  @Test
  void ofLatestFramesNoCameraHasTwoWaiting() {
    for (int seed = 0; seed < WORLDS; seed++) {
      Random random = new Random(seed);
      Scheduler<Ticket> scheduler =
          Scheduler.fair(4, new LatencyCurve(4), Margin.of(0), Function.identity());
      for (int i = 0; i < STEPS; i++) {
        TicketBuilder frame = ticket("f" + i).camera("c" + random.nextInt(CAMERAS)).latest();
        if (random.nextBoolean()) frame.high();
        int seq = i ^ (seed & 7); // each number once, out of order
        scheduler.offer(frame.seq(seq).received(i).build(), i);
        assertThat(scheduler.size()).as("seed %d", seed).isLessThanOrEqualTo(CAMERAS);
        if (random.nextInt(10) == 0) scheduler.next(i);
      }
    }
  }

  @Test
  void aCameraAtTwentyTimesTheRateDelaysTheOthersByABoundedNumberOfBatches() {
    assertThat(
            worstWaitInBatches(
                Scheduler.fair(4, new LatencyCurve(4), Margin.of(0), Function.identity())))
        .as("8 quiet cameras and the loud one, 4 frames a batch")
        .isLessThanOrEqualTo(3);
    assertThat(worstWaitInBatches(Scheduler.fifo(4, Function.identity())))
        .as("in order of arrival the whole prefetch is ahead")
        .isGreaterThan(10);
  }

  /** Batches until a quiet camera's frame ran, at worst, with 64 frames waiting at most. */
  private static int worstWaitInBatches(Scheduler<Ticket> scheduler) {
    Random random = new Random(3);
    Map<String, Integer> since = new HashMap<>();
    int worst = 0;
    int sent = 0;
    for (int batch = 0; batch < 2_000; batch++) {
      for (int arrivals = 0; arrivals < 6 && scheduler.size() < 64; arrivals++) {
        int camera = random.nextInt(28);
        String id = (camera < 8 ? "quiet" : "loud") + sent++;
        if (camera < 8) since.put(id, batch);
        String name = camera < 8 ? "c" + camera : "loud";
        scheduler.offer(ticket(id).camera(name).build(), batch);
      }
      for (Ticket ran : scheduler.next(batch).run()) {
        Integer waited = since.remove(ran.frame().requestId());
        if (waited != null) worst = Math.max(worst, batch - waited + 1);
      }
    }
    return worst;
  }
}
