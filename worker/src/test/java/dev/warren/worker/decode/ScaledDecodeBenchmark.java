package dev.warren.worker.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.warren.worker.benchmark.Scenes;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
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

/** Large JPEGs decoded whole, and at the smallest scale that still covers 640x360. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ScaledDecodeBenchmark {
  @Param({"1080", "2160"})
  public int height;

  private BytePointer bytes;
  private Mat encoded;
  private Mat decoded;
  private Mat resized;
  private Size size;

  @Setup
  public void open() {
    byte[] frame = Scenes.jpeg(Scenes.drawn(height * 16 / 9, height, 1), 0.8f);
    System.err.println(height + " rows: " + frame.length + " bytes");
    OpenCv.load();
    bytes = new BytePointer(frame);
    encoded = new Mat(1, frame.length, CV_8UC1, bytes);
    decoded = new Mat();
    resized = new Mat();
    size = new Size(640, 360);
  }

  @TearDown
  public void close() {
    encoded.close();
    bytes.close();
    decoded.close();
    resized.close();
    size.close();
  }

  @Benchmark
  public long baseline() {
    return run(JpegScale.WHOLE);
  }

  @Benchmark
  public long reduced() {
    return run(height == 1080 ? JpegScale.HALF : JpegScale.QUARTER);
  }

  private long run(JpegScale scale) {
    imdecode(encoded, scale.flags(), decoded);
    resize(decoded, resized, size, 0, 0, INTER_LINEAR);
    return decoded.total();
  }
}
