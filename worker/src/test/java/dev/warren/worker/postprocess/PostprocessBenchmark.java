package dev.warren.worker.postprocess;

import dev.warren.protocol.Detection;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.testing.TestData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One frame's {@code [84, 8400]} to detections: reading the head, suppression, mapping back. {@code
 * photo} is what YOLO11n makes of a crowded photograph, where the test data is present.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PostprocessBenchmark {
  private static final int CLASSES = 80;
  private static final int ANCHORS = 8400;

  /** The usual one, and the one that mean average precision is measured with. */
  @Param({"0.25", "0.001"})
  public double confidence;

  @Param({"drawn", "photo"})
  public String head;

  private Postprocessor postprocessor;
  private RawOutput output;
  private Letterbox letterbox;

  @Setup
  public void open() throws Exception {
    ModelSpec spec =
        new ModelSpec(
            "m",
            "sha256:0",
            640,
            640,
            IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList(),
            Head.DETECT,
            1);
    letterbox = new Letterbox(1280, 720, 0.5, 0, 140);
    FloatBuffer data =
        ByteBuffer.allocateDirect((4 + CLASSES) * ANCHORS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    if (head.equals("photo")) photo(data);
    else drawn(data, new Random(1));
    output = new RawOutput(data, new long[] {1, 4 + CLASSES, ANCHORS});
    postprocessor = new Postprocessor(spec, new PostprocessConfig(confidence, 0.7, 300));
    System.err.printf(
        "%s: %d anchors above %s, %d detections%n",
        head, above(data), confidence, detections().size());
  }

  @Benchmark
  public List<Detection> detections() {
    return postprocessor.detections(output, 0, letterbox);
  }

  private static void photo(FloatBuffer data) throws Exception {
    byte[] image = Files.readAllBytes(TestData.folder().resolve("images/coco/000000002299.jpg"));
    try (Engine engine = Engines.load(EngineConfig.of(TestData.yolo11nOnnx(), 1));
        Lane lane = engine.openLane();
        FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, 640, 640)) {
      decoder.decode(image, lane.input());
      data.put(0, lane.run(1).data(), 0, data.capacity());
    }
  }

  /**
   * Some 20 objects with as many boxes each as the three grids of a head give them, and a faint
   * score at most elsewhere.
   */
  public static void drawn(FloatBuffer data, Random random) {
    for (int a = 0; a < ANCHORS; a++) {
      box(data, a, random.nextInt(640), random.nextInt(640), 40, 40);
      for (int c = 0; c < CLASSES; c++) {
        // Most scores of a background are far below any threshold, some are not quite.
        double score = Math.exp(-16 + 2.0 * random.nextGaussian());
        data.put((4 + c) * ANCHORS + a, (float) Math.min(0.2, score));
      }
    }
    for (int object = 0; object < 20; object++) {
      int x = 40 + random.nextInt(560);
      int y = 40 + random.nextInt(560);
      int classId = random.nextInt(6);
      double sure = 0.3 + 0.65 * random.nextDouble();
      for (int i = 0; i < 30; i++) {
        int a = random.nextInt(ANCHORS);
        int jitter = 1 + i / 3;
        box(data, a, x + random.nextInt(jitter), y + random.nextInt(jitter), 60 + i / 4, 80);
        data.put((4 + classId) * ANCHORS + a, (float) (sure * Math.exp(-0.18 * i)));
      }
    }
  }

  private static void box(FloatBuffer data, int anchor, float x, float y, float w, float h) {
    data.put(anchor, x);
    data.put(ANCHORS + anchor, y);
    data.put(2 * ANCHORS + anchor, w);
    data.put(3 * ANCHORS + anchor, h);
  }

  private long above(FloatBuffer data) {
    return IntStream.range(0, ANCHORS)
        .filter(
            a ->
                IntStream.range(4, 4 + CLASSES)
                    .anyMatch(row -> data.get(row * ANCHORS + a) > confidence))
        .count();
  }
}
