package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.warren.worker.benchmark.Scenes;
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
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.testing.DemoModel;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * What a frame leaves on the heap, beside its body and its result. The bounds are those of code
 * that is not compiled yet, where no object is optimised away; a frame's pixels, or its planes, on
 * the heap would break them a hundredfold.
 */
class AllocationTest {
  private static final int FRAMES = 50;

  @Test
  void decoding() throws Exception {
    byte[] frame = Scenes.jpeg(Scenes.drawn(1280, 720, 1), 0.8f);
    ByteBuffer pixels = ByteBuffer.allocateDirect(640 * 640 * 3);
    try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, 640, 640)) {
      assertThat(bytesPerFrame("decoding", () -> decoder.decode(frame, pixels))).isLessThan(4_000);
    }
  }

  @Test
  void theLane() throws Exception {
    try (Engine engine = Engines.load(EngineConfig.of(DemoModel.onnx(), 1));
        Lane lane = engine.openLane()) {
      assertThat(bytesPerFrame("lane", () -> lane.run(1))).isLessThan(8_000);
    }
  }

  @Test
  void postprocessing() throws Exception {
    int anchors = 8400;
    FloatBuffer data =
        ByteBuffer.allocateDirect(6 * anchors * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    int found = 20;
    for (int i = 0; i < 40 * found; i++) {
      data.put(i, 30 * (i % found)); // each box many times over
      data.put(anchors + i, 30 * (i % found));
      data.put(2 * anchors + i, 10);
      data.put(3 * anchors + i, 10);
      data.put(4 * anchors + i, 0.9f);
    }
    RawOutput output = new RawOutput(data, new long[] {1, 6, anchors});
    List<String> names = List.of("car", "bus");
    ModelSpec spec = new ModelSpec("m", "sha256:0", 640, 640, names, Head.DETECT, 1);
    Postprocessor postprocessor = new Postprocessor(spec, PostprocessConfig.DEFAULT);
    Letterbox letterbox = new Letterbox(640, 640, 1, 0, 0);

    assertThat(postprocessor.detections(output, 0, letterbox)).hasSize(found);
    // A detection and its box are 80 bytes, and 4 in the list.
    assertThat(
            bytesPerFrame("postprocessing", () -> postprocessor.detections(output, 0, letterbox)))
        .isLessThan(100 * found + 1_000);
  }

  private static double bytesPerFrame(String what, Callable<?> frame) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < FRAMES; i++) frame.call();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < FRAMES; i++) frame.call();
    double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) FRAMES;
    System.out.printf("%s: %.0f bytes per frame%n", what, bytes);
    return bytes;
  }
}
