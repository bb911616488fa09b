package dev.warren.worker.batch;

import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.PixelBuffer;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.postprocess.PostprocessBenchmark;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.testing.TicketBuilder;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a batch costs its lane beside the engine's run: images of 640x640 into the lane's input, and
 * as many heads {@code [84, 8400]} to detections; in turn, and shared with one helper.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BatchBenchmark {
  private static final int SIDE = 640;
  private static final int IMAGE_BYTES = SIDE * SIDE * 3;
  private static final int CLASSES = 80;
  private static final int ANCHORS = 8400;
  private static final int HEAD = (4 + CLASSES) * ANCHORS;

  @Param({"2", "4", "16", "32"})
  public int frames;

  private final Crew nobody = new Crew(0);
  private final Crew helper = new Crew(1);
  private List<Decoded> batch;
  private BatchExecution alone;
  private BatchExecution helped;
  private Outcome last;

  @Setup
  public void open() {
    helper.start();
    batch = IntStream.range(0, frames).mapToObj(i -> frame("f" + i)).toList();
    FloatBuffer heads = buffer(frames * HEAD * Float.BYTES).asFloatBuffer();
    for (int i = 0; i < frames; i++) {
      PostprocessBenchmark.drawn(heads.slice(i * HEAD, HEAD), new Random(i));
    }
    alone = execution(heads, nobody);
    helped = execution(heads, helper);
  }

  @TearDown
  public void close() {
    helper.close();
  }

  @Benchmark
  public Outcome baseline() {
    alone.run(batch);
    return last;
  }

  @Benchmark
  public Outcome shared() {
    helped.run(batch);
    return last;
  }

  private BatchExecution execution(FloatBuffer heads, Crew crew) {
    ModelSpec spec =
        new ModelSpec(
            "m",
            "sha256:0",
            SIDE,
            SIDE,
            IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList(),
            Head.DETECT,
            frames);
    EngineGuard guard =
        EngineGuard.of("lane", GuardConfig.DEFAULT, CircuitBreakerRegistry.ofDefaults());
    return new BatchExecution(
        new ProbedLane(new Instant(frames, heads), IMAGE_BYTES, guard, new RunMark()),
        IMAGE_BYTES,
        new Postprocessor(spec, PostprocessConfig.DEFAULT)::detections,
        new LatencyCurve(frames),
        guard,
        crew,
        outcome -> last = outcome,
        WorkerMetrics.NOOP);
  }

  private static Decoded frame(String id) {
    ByteBuffer bytes = buffer(IMAGE_BYTES);
    PixelBuffer pixels =
        new PixelBuffer() {
          @Override
          public ByteBuffer bytes() {
            return bytes;
          }

          @Override
          public void release() {}
        };
    Letterbox letterbox = new Letterbox(1280, 720, 0.5, 0, 140);
    return new Decoded(TicketBuilder.ticket(id).build(), letterbox, pixels, 1_000_000, 0);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Takes no time, and finds the same in every batch. */
  private static final class Instant implements Lane {
    private final ByteBuffer input;
    private final RawOutput output;

    Instant(int frames, FloatBuffer heads) {
      input = buffer(frames * IMAGE_BYTES);
      output = new RawOutput(heads, new long[] {frames, 4 + CLASSES, ANCHORS});
    }

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    public RawOutput run(int count) {
      return output;
    }

    @Override
    public void close() {}
  }
}
