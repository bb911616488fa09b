package dev.warren.worker.engine;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.warren.worker.benchmark.Scenes;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.flow.Letterbox;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame of 1280x720 on its way to an input of 640x640, against the OpenCV calls that nobody can
 * do without: {@code imdecode} and {@code resize} into matrices that are there already.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FrameBenchmark {
  private static final int SIDE = 640;

  private byte[] frame;
  private FrameDecoder decoder;
  private ByteBuffer pixels;
  private Lane lane;
  private BytePointer encodedBytes;
  private Mat encoded;
  private Mat decoded;
  private Mat resized;
  private Size size;

  @Setup
  public void open() throws DecodeException {
    frame = Scenes.jpeg(Scenes.drawn(1280, 720, 1), 0.8f);
    System.err.println("frame of " + frame.length + " bytes");
    decoder = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE);
    pixels = ByteBuffer.allocateDirect(SIDE * SIDE * 3);
    ModelSpec spec = new ModelSpec("m", "sha256:0", SIDE, SIDE, List.of("a"), Head.DETECT, 4);
    decoder.decode(frame, pixels);
    lane = new CpuLane(new Shared<>(new NoNetwork(), CpuNetwork::close), spec);
    encodedBytes = new BytePointer(frame);
    encoded = new Mat(1, frame.length, CV_8UC1, encodedBytes);
    decoded = new Mat();
    resized = new Mat();
    size = new Size(SIDE, SIDE * 9 / 16);
  }

  @TearDown
  public void close() {
    lane.close();
    decoder.close();
    encoded.close();
    encodedBytes.close();
    decoded.close();
    resized.close();
    size.close();
  }

  /** The bare calls. */
  @Benchmark
  public long baseline() {
    imdecode(encoded, IMREAD_COLOR, decoded);
    resize(decoded, resized, size, 0, 0, INTER_LINEAR);
    return resized.total();
  }

  /** Up to pixels in the layout that a GPU takes. */
  @Benchmark
  public Letterbox letterboxed() throws DecodeException {
    return decoder.decode(frame, pixels);
  }

  /** Up to the float planes of a CPU, as a batch of one goes through a lane. */
  @Benchmark
  public RawOutput planes() throws DecodeException, EngineException {
    decoder.decode(frame, pixels);
    lane.input().put(0, pixels, 0, pixels.capacity());
    return lane.run(1);
  }

  /** The same if the decoder wrote where the lane reads. */
  @Benchmark
  public RawOutput planesWithoutCopy() throws DecodeException, EngineException {
    decoder.decode(frame, lane.input());
    return lane.run(1);
  }

  /** What of it belongs to the lane. */
  @Benchmark
  public RawOutput laneAlone() throws EngineException {
    lane.input().put(0, pixels, 0, pixels.capacity());
    return lane.run(1);
  }

  /** Finds nothing, at no cost. */
  private static final class NoNetwork implements CpuNetwork, CpuNetwork.Pass {
    private static final RawOutput NOTHING =
        new RawOutput(ByteBuffer.allocateDirect(20).asFloatBuffer(), new long[] {1, 5, 1});

    @Override
    public String version() {
      return "none";
    }

    @Override
    public ModelMetadata metadata() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Pass openPass(int maxBatch) {
      return this;
    }

    @Override
    public RawOutput run(ByteBuffer planes, long[] shape) {
      return NOTHING;
    }

    @Override
    public void close() {}
  }
}
