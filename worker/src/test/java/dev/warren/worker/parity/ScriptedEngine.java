package dev.warren.worker.parity;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** An engine of two classes and 16 anchors or rows, whose output a test writes. */
final class ScriptedEngine implements Engine {
  static final int ANCHORS = 16;

  /** Four of a box and two classes, or a box, confidence and class. */
  private static final int COLUMNS = 6;

  private static final int SIDE = 64;

  /** Writes the head of one image. */
  @FunctionalInterface
  interface Script {
    /**
     * @param head for {@link #box} or {@link #row}
     * @param place of the image in the batch
     */
    void write(float[] head, int place, int batch);
  }

  private final ModelSpec spec;
  private final Script script;
  int open;

  /** Of the lane that was opened last. */
  private ByteBuffer input;

  ScriptedEngine(int maxBatch, Script script) {
    this(Head.DETECT, maxBatch, script);
  }

  ScriptedEngine(Head head, int maxBatch, Script script) {
    this.script = script;
    spec =
        new ModelSpec(
            "scripted", "sha256:000000000000", SIDE, SIDE, List.of("a", "b"), head, maxBatch);
  }

  /** The first byte of the picture in this place of the batch that runs, 0..255. */
  int firstByte(int place) {
    return input.get(place * spec.imageBytes()) & 0xFF;
  }

  /** A box of 16 pixels at an anchor. */
  static void box(float[] head, int anchor, double x, double y, int classId, double score) {
    head[anchor] = (float) x;
    head[ANCHORS + anchor] = (float) y;
    head[2 * ANCHORS + anchor] = 16;
    head[3 * ANCHORS + anchor] = 16;
    head[(4 + classId) * ANCHORS + anchor] = (float) score;
  }

  /** A box of 16 pixels in a row of a head that is end to end. */
  static void row(float[] head, int row, double x, double y, int classId, double score) {
    double[] values = {x - 8, y - 8, x + 8, y + 8, score, classId};
    for (int i = 0; i < COLUMNS; i++) head[row * COLUMNS + i] = (float) values[i];
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public String version() {
    return "0";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int suggestedLanes() {
    return 1;
  }

  @Override
  public boolean needsCores() {
    return false;
  }

  @Override
  public Lane openLane() {
    open++;
    input = ByteBuffer.allocateDirect(spec.imageBytes() * spec.maxBatch());
    return new Lane() {
      @Override
      public ByteBuffer input() {
        return input;
      }

      @Override
      public RawOutput run(int count) {
        int size = COLUMNS * ANCHORS;
        FloatBuffer output =
            ByteBuffer.allocateDirect(count * size * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < count; i++) {
          float[] head = new float[size];
          script.write(head, i, count);
          output.put(i * size, head);
        }
        return new RawOutput(
            output,
            spec.head() == Head.DETECT
                ? new long[] {count, COLUMNS, ANCHORS}
                : new long[] {count, ANCHORS, COLUMNS});
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  @Override
  public void close() {}
}
