package dev.warren.worker.batch;

import static dev.warren.worker.batch.Latches.await;
import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.testing.Frames;
import dev.warren.worker.testing.Hushed;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One lane's batches, with a crew that reads them beside it. */
class SharedBatchTest {
  @RegisterExtension static final Hushed HUSHED = Hushed.of(BatchExecution.class);

  private static final int IMAGE_BYTES = 12;
  private static final int MAX_BATCH = 32;
  private static final byte FINE = 1;

  /** Fails the engine. */
  private static final byte BAD = 2;

  /** Its output cannot be read. */
  private static final byte ODD = 3;

  private final Thread laneThread = Thread.currentThread();
  private final AtomicInteger released = new AtomicInteger();
  private final AtomicInteger reading = new AtomicInteger();
  private final List<Outcome> outcomes = new ArrayList<>();
  @AutoClose private final Crew crew = new Crew(3);
  private IntConsumer beforeRead = index -> {};

  /** Its output is what the image begins with, in one buffer for all runs. */
  private final Lane lane =
      new Lane() {
        private final ByteBuffer input = ByteBuffer.allocateDirect(MAX_BATCH * IMAGE_BYTES);
        private final FloatBuffer output = FloatBuffer.allocate(MAX_BATCH);

        @Override
        public ByteBuffer input() {
          return input;
        }

        @Override
        public RawOutput run(int count) throws EngineException {
          assertThat(reading).as("readers of the run before").hasValue(0);
          for (int i = 0; i < count; i++) {
            byte kind = input.get(i * IMAGE_BYTES);
            if (kind == BAD) throw new EngineException("bad frame", null);
            output.put(i, kind == ODD ? -1 : input.get(i * IMAGE_BYTES + 1));
          }
          return new RawOutput(output, new long[] {count});
        }

        @Override
        public void close() {}
      };

  private BatchExecution execution(Crew helpers) {
    EngineGuard guard =
        EngineGuard.of("lane", GuardConfig.DEFAULT, CircuitBreakerRegistry.ofDefaults());
    return new BatchExecution(
        new ProbedLane(lane, IMAGE_BYTES, guard, new RunMark()),
        IMAGE_BYTES,
        (output, index, letterbox) -> read(output, index),
        new LatencyCurve(MAX_BATCH),
        guard,
        helpers,
        outcomes::add,
        WorkerMetrics.NOOP);
  }

  private List<Detection> read(RawOutput output, int index) {
    reading.incrementAndGet();
    try {
      beforeRead.accept(index);
      float found = output.data().get(index);
      if (found < 0) throw new IllegalStateException("odd output");
      return List.of(new Detection("level " + found, (int) found, 1, new Box(0, 0, 1, 1)));
    } finally {
      reading.decrementAndGet();
    }
  }

  private boolean isHelper() {
    return Thread.currentThread() != laneThread;
  }

  private Decoded frame(int index, byte kind) {
    Decoded frame = Frames.decoded(ticket("f" + index).build(), kind, released);
    frame.pixels().bytes().put(1, (byte) index);
    return frame;
  }

  private List<Decoded> fineFrames(int count) {
    return IntStream.range(0, count).mapToObj(i -> frame(i, FINE)).toList();
  }

  private List<Decoded> someFrames(int count, Random random) {
    List<Decoded> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int dice = random.nextInt(20);
      frames.add(frame(i, dice == 0 ? BAD : dice < 3 ? ODD : FINE));
    }
    return frames;
  }

  private static String id(Ticket ticket) {
    return ticket.frame().requestId();
  }

  private static List<String> ids(List<Ticket> tickets) {
    return tickets.stream().map(SharedBatchTest::id).toList();
  }

  private List<String> answered() {
    return outcomes.stream().map(outcome -> id(outcome.ticket())).toList();
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "f" + i).toList();
  }

  @Test
  void outcomesAreThoseOfALaneThatWorksAlone() {
    crew.start();
    BatchExecution alone = execution(new Crew(0));
    BatchExecution helped = execution(crew);
    for (int seed = 0; seed < 500; seed++) {
      int count = 1 + new Random(seed).nextInt(MAX_BATCH);
      List<FrameResult> inTurn = results(alone, someFrames(count, new Random(seed)));
      List<FrameResult> shared = results(helped, someFrames(count, new Random(seed)));
      assertThat(shared).as("seed %d", seed).isEqualTo(inTurn).hasSize(count);
    }
  }

  /** In the order in which they were handed on. */
  private List<FrameResult> results(BatchExecution execution, List<Decoded> batch) {
    outcomes.clear();
    released.set(0);
    execution.run(batch);
    assertThat(released).hasValue(batch.size());
    assertThat(execution.takeUnrun()).isEmpty();
    assertThat(execution.unread()).isEmpty();
    return outcomes.stream().map(Outcome::result).toList();
  }

  @Test
  void aFrameThatAHelperCannotReadFailsAlone() {
    crew.start();
    CountDownLatch failed = new CountDownLatch(1);
    AtomicInteger helpers = new AtomicInteger();
    beforeRead =
        index -> {
          if (!isHelper()) {
            await(failed);
          } else if (helpers.getAndIncrement() == 0) {
            failed.countDown();
            throw new IllegalStateException("on purpose");
          }
        };
    execution(crew).run(fineFrames(16));
    assertThat(answered()).isEqualTo(ids(0, 16));
    assertThat(outcomes).filteredOn(o -> o.result() instanceof FrameResult.Failed).hasSize(1);
  }

  @Test
  void aLaneThatIsAbandonedAmongItsFramesAnswersNoneAfterwards() {
    crew.start();
    for (int at = 0; at < 16; at++) {
      int abandonedAt = at;
      outcomes.clear();
      List<String> abandoned = new ArrayList<>();
      BatchExecution execution = execution(crew);
      beforeRead =
          index -> {
            if (index == abandonedAt) abandoned.addAll(ids(execution.abandon()));
          };
      execution.run(fineFrames(16));
      assertThat(reading).hasValue(0);
      List<String> all = new ArrayList<>(answered());
      all.addAll(abandoned);
      assertThat(abandoned).contains("f" + at);
      assertThat(all).isEqualTo(ids(0, 16));
      assertThat(execution.unread()).isEmpty();
    }
    assertThat(released).hasValue(16 * 16);
  }

  @Test
  void aHelpersErrorEndsTheLaneWhichStillHasTheFramesWithoutAnOutcome() {
    crew.start();
    Error error = new OutOfMemoryError("on purpose");
    CountDownLatch thrown = new CountDownLatch(1);
    beforeRead =
        index -> {
          if (isHelper()) {
            thrown.countDown();
            throw error;
          }
          await(thrown);
        };
    BatchExecution execution = execution(crew);
    assertThatThrownBy(() -> execution.run(fineFrames(16))).isSameAs(error);
    assertThat(reading).hasValue(0);
    int answered = outcomes.size();
    assertThat(answered()).isEqualTo(ids(0, answered));
    assertThat(ids(execution.unread())).isEqualTo(ids(answered, 16));
    assertThat(execution.takeUnrun()).isEmpty();
    assertThat(released).hasValue(16);
  }

  @Test
  void aLaneWhoseCrewIsClosedWorksAlone() {
    crew.start();
    crew.close();
    beforeRead = index -> assertThat(isHelper()).isFalse();
    execution(crew).run(fineFrames(16));
    assertThat(answered()).isEqualTo(ids(0, 16));
  }
}
