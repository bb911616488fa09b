package dev.warren.worker.postprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PostprocessorTest {
  private static final Letterbox AS_IT_IS = new Letterbox(640, 640, 1, 0, 0);
  private static final List<String> NAMES = List.of("car", "bus", "person");

  @Test
  void agreesWithTheObviousAlgorithmOnRandomBoxes() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int anchors = 1 + random.nextInt(400);
      double confidence = random.nextInt(3) * 0.2;
      double iou = 0.1 + 0.2 * random.nextInt(5);
      PostprocessConfig config = new PostprocessConfig(confidence, iou, 1 + random.nextInt(60));
      FloatBuffer data = buffer(2 * 7 * anchors);
      fill(data, anchors, random);
      RawOutput out = new RawOutput(data, new long[] {2, 7, anchors});

      Postprocessor detector = detector(config);
      for (int index = 0; index < 2; index++) {
        List<Detection> found = detector.detections(out, index, AS_IT_IS);
        List<ObviousSuppression.Scored> expected =
            ObviousSuppression.run(data, index, anchors, 3, config);

        assertThat(found).as("seed %d", seed).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).classId()).isEqualTo(expected.get(i).classId());
          assertThat(found.get(i).confidence()).isEqualTo(expected.get(i).confidence());
          assertThat(found.get(i).className()).isEqualTo(NAMES.get(found.get(i).classId()));
        }
      }
    }
  }

  @Test
  void mapsBackToTheImageAndClips() {
    // 1280x720 in 640x640: gain 0.5, 140 pixels above.
    Letterbox letterbox = new Letterbox(1280, 720, 0.5, 0, 140);
    RawOutput out = detect(new float[] {100, 240, 40, 20}, new float[] {0, 0.5f, 0.9f});
    RawOutput outside = detect(new float[] {10, 140, 100, 60}, new float[] {0.6f, 0, 0});

    Detection detection = detector(PostprocessConfig.DEFAULT).detections(out, 0, letterbox).get(0);
    Detection clipped =
        detector(PostprocessConfig.DEFAULT).detections(outside, 0, letterbox).get(0);

    assertThat(detection.box()).isEqualTo(new Box(160, 180, 240, 220));
    assertThat(detection.className()).isEqualTo("person");
    assertThat(detection.confidence()).isCloseTo(0.9, within(1e-6));
    assertThat(clipped.box()).isEqualTo(new Box(0, 0, 120, 60));
  }

  @Test
  void confidenceAndOverlapMustBeStrictlyAbove() {
    RawOutput exactly = detect(new float[] {50, 50, 20, 20}, new float[] {0.25f, 0, 0});
    assertThat(detector(PostprocessConfig.DEFAULT).detections(exactly, 0, AS_IT_IS)).isEmpty();

    // Halves of one another: IoU exactly 0.5.
    float[][] two = {{50, 50, 20, 20, 0.9f, 0, 0}, {50, 55, 20, 10, 0.8f, 0, 0}};
    assertThat(
            detector(new PostprocessConfig(0.25, 0.5, 300)).detections(anchors(two), 0, AS_IT_IS))
        .hasSize(2);
    assertThat(
            detector(new PostprocessConfig(0.25, 0.49, 300)).detections(anchors(two), 0, AS_IT_IS))
        .hasSize(1);
  }

  @Test
  void theScoresAloneDecideHoweverSmallTheBox() {
    RawOutput out = detect(new float[] {0.1f, 0.1f, 0.2f, 0.2f}, new float[] {0, 0, 0.9f});
    assertThat(detector(PostprocessConfig.DEFAULT).detections(out, 0, AS_IT_IS))
        .extracting(Detection::className)
        .containsExactly("person");
  }

  @Test
  void otherClassesAreNotSuppressed() {
    float[][] two = {{50, 50, 20, 20, 0.9f, 0, 0}, {50, 50, 20, 20, 0, 0.8f, 0}};

    assertThat(detector(PostprocessConfig.DEFAULT).detections(anchors(two), 0, AS_IT_IS))
        .extracting(Detection::className)
        .containsExactly("car", "bus");
  }

  @Test
  void ignoresNumbersThatAreNotFinite() {
    float nan = Float.NaN;
    float infinite = Float.POSITIVE_INFINITY;
    float[][] rows = {
      {50, 50, 20, 20, nan, nan, nan},
      {nan, 50, 20, 20, 0.9f, 0, 0},
      {50, 50, infinite, 20, 0.9f, 0, 0},
      {50, 50, 20, -infinite, 0.9f, 0, 0},
      {50, 50, 20, 20, infinite, 0, 0},
      {300, 300, 20, 20, nan, 0.7f, 0}, // one sound score counts
    };

    assertThat(detector(PostprocessConfig.DEFAULT).detections(anchors(rows), 0, AS_IT_IS))
        .extracting(Detection::className)
        .containsExactly("bus");
  }

  @Test
  void readsEndToEndHeads() {
    float[][] rows = {
      {10, 20, 30, 40, 0.5f, 1},
      {10, 20, 30, 40, 0.9f, 2}, // not sorted, and on the same place: no suppression
      {1, 2, 3, 4, 0.25f, 0}, // not above the threshold
      {1, 2, 3, 4, 0.9f, 3}, // no such class
      {1, 2, 3, 4, 0.9f, -1},
      {Float.NaN, 2, 3, 4, 0.9f, 0},
    };
    FloatBuffer data = buffer(2 * 36);
    for (float[] row : rows) data.put(row);
    data.put(new float[] {5, 6, 7, 8, 0.6f, 0}); // the second image has one box
    RawOutput out = new RawOutput(data, new long[] {2, 6, 6});
    ModelSpec spec = spec(Head.END_TO_END);

    Postprocessor usual = new Postprocessor(spec, PostprocessConfig.DEFAULT);
    List<Detection> all = usual.detections(out, 0, AS_IT_IS);
    List<Detection> second = usual.detections(out, 1, AS_IT_IS);
    List<Detection> one =
        new Postprocessor(spec, new PostprocessConfig(0.25, 0.7, 1)).detections(out, 0, AS_IT_IS);

    assertThat(all).extracting(Detection::className).containsExactly("person", "bus");
    assertThat(all.get(0).box()).isEqualTo(new Box(10, 20, 30, 40));
    assertThat(one).extracting(Detection::className).containsExactly("person");
    assertThat(second).extracting(Detection::box).containsExactly(new Box(5, 6, 7, 8));
  }

  @Test
  void holdsAsManyBoxesAsAnImageHas() {
    int boxes = 5_000;
    FloatBuffer data = buffer(6 * boxes);
    for (int i = 0; i < boxes; i++) data.put(new float[] {i, 0, i + 1, 1, 0.5f, i % 3});
    RawOutput out = new RawOutput(data, new long[] {1, boxes, 6});
    PostprocessConfig config = new PostprocessConfig(0.25, 0.7, boxes);
    Letterbox wide = new Letterbox(boxes, 1, 1, 0, 0);

    List<Detection> found =
        new Postprocessor(spec(Head.END_TO_END), config).detections(out, 0, wide);

    assertThat(found).hasSize(boxes);
    for (int i = 0; i < boxes; i++) {
      assertThat(found.get(i).box()).isEqualTo(new Box(i, 0, i + 1, 1));
      assertThat(found.get(i).classId()).isEqualTo(i % 3);
    }
  }

  @Test
  void refusesAnIndexOutsideTheBatch() {
    RawOutput out = detect(new float[] {50, 50, 20, 20}, new float[] {0.5f, 0, 0});

    assertThatThrownBy(() -> detector(PostprocessConfig.DEFAULT).detections(out, 1, AS_IT_IS))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Two images of crowded boxes in 3 classes, some copies of others, some of equal score. */
  private static void fill(FloatBuffer data, int anchors, Random random) {
    for (int image = 0; image < 2; image++) {
      int base = image * 7 * anchors;
      for (int a = 0; a < anchors; a++) {
        boolean copy = a > 0 && random.nextInt(4) == 0;
        for (int row = 0; row < 7; row++) {
          int at = base + row * anchors + a;
          float fresh =
              row < 2 ? random.nextInt(120) : row < 4 ? 1 + random.nextInt(80) : score(random);
          data.put(at, copy && row < 4 ? data.get(at - 1) : fresh);
        }
      }
    }
  }

  private static float score(Random random) {
    return random.nextInt(3) == 0 ? random.nextInt(8) / 8f : random.nextFloat();
  }

  private static Postprocessor detector(PostprocessConfig config) {
    return new Postprocessor(spec(Head.DETECT), config);
  }

  private static ModelSpec spec(Head head) {
    return new ModelSpec("m", "sha256:0", 640, 640, NAMES, head, 4);
  }

  private static RawOutput detect(float[] box, float[] scores) {
    FloatBuffer data = buffer(7).put(box).put(scores);
    return new RawOutput(data, new long[] {1, 7, 1});
  }

  /** One array per anchor, turned into the head's rows. */
  private static RawOutput anchors(float[][] anchors) {
    FloatBuffer data = buffer(7 * anchors.length);
    for (int row = 0; row < 7; row++) {
      for (int a = 0; a < anchors.length; a++) data.put(row * anchors.length + a, anchors[a][row]);
    }
    return new RawOutput(data, new long[] {1, 7, anchors.length});
  }

  private static FloatBuffer buffer(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }
}
