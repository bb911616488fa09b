package dev.warren.worker.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.testing.MeanAveragePrecision;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

/**
 * What {@link DecodeConfig#scaled} costs in accuracy and saves in time. Not part of the test run;
 * its command is in BENCHMARKS.md. Photographs enlarged to 1080p or 4K hold no finer detail than
 * before; photographs as they are, for a model of half the input, hold all of theirs.
 */
class ScaledDecodeStudy {
  private static final PostprocessConfig LOW = new PostprocessConfig(0.001, 0.7, 300);

  /** A photo as a JPEG of the size in question. */
  private interface Source {
    byte[] jpeg(Path photo) throws IOException;
  }

  /** One way of decoding and what came of it. */
  private static final class Way implements AutoCloseable {
    final FrameDecoder decoder;
    final Lane lane;
    final Postprocessor postprocessor;
    final MeanAveragePrecision map = new MeanAveragePrecision();
    long nanos;

    Way(Engine engine, boolean scaled) {
      DecodeConfig config = new DecodeConfig(64 << 20, 40_000_000, 16_384, scaled);
      decoder = new FrameDecoder(config, engine.spec().inputWidth(), engine.spec().inputHeight());
      lane = engine.openLane();
      postprocessor = new Postprocessor(engine.spec(), LOW);
    }

    void add(Path photo, byte[] jpeg) throws DecodeException, EngineException, IOException {
      long start = System.nanoTime();
      Letterbox letterbox = decoder.decode(jpeg, lane.input());
      nanos += System.nanoTime() - start;
      map.add(
          TestData.labels(photo, letterbox.imageWidth(), letterbox.imageHeight()),
          postprocessor.detections(lane.run(1), 0, letterbox));
    }

    @Override
    public void close() {
      decoder.close();
      lane.close();
    }
  }

  @Test
  void photosEnlargedTo1080p() throws Exception {
    compare("enlarged to 1080p, 640", TestData.yolo11nOnnx(), p -> enlarged(p, 1920, 1080));
  }

  @Test
  void photosEnlargedTo4k() throws Exception {
    compare("enlarged to 4K, 640", TestData.yolo11nOnnx(), p -> enlarged(p, 3840, 2160));
  }

  @Test
  void photosAsTheyAreForASmallerInput() throws Exception {
    Path model = TestData.folder().resolve("models/yolo11n_int8_320.onnx");
    compare("as they are, 320", model, Files::readAllBytes);
  }

  private static void compare(String what, Path model, Source source) throws Exception {
    int images = 0;
    int reached = 0;
    long bytes = 0;
    try (Engine engine = Engines.load(EngineConfig.of(model, 1));
        Way whole = new Way(engine, false);
        Way scaled = new Way(engine, true)) {
      int side = engine.spec().inputWidth();
      for (Path photo : TestData.files("images/coco")) {
        byte[] jpeg = source.jpeg(photo);
        ImageHeader header = ImageHeader.read(jpeg, DecodeConfig.DEFAULT);
        if (JpegScale.smallest(header, side, side) != JpegScale.WHOLE) reached++;
        images++;
        bytes += jpeg.length;
        whole.add(photo, jpeg);
        scaled.add(photo, jpeg);
      }
      System.out.printf(
          Locale.ROOT,
          "%s: %d JPEGs of %d kB, %d decoded smaller; mAP50-95 %.4f -> %.4f (%+.4f), mAP50 %.4f ->"
              + " %.4f, decode %.2f -> %.2f ms (%.2f times as fast)%n",
          what,
          images,
          bytes / images / 1000,
          reached,
          whole.map.at50to95(),
          scaled.map.at50to95(),
          scaled.map.at50to95() - whole.map.at50to95(),
          whole.map.at50(),
          scaled.map.at50(),
          whole.nanos / 1e6 / images,
          scaled.nanos / 1e6 / images,
          (double) whole.nanos / scaled.nanos);
    }
  }

  /** To fit, with sides that 8 divides, as those of cameras are; JPEG of quality 90. */
  @SuppressWarnings("try") // the scope works by being open, not by being named
  private static byte[] enlarged(Path photo, int longSide, int shortSide) {
    OpenCv.load();
    try (PointerScope scope = new PointerScope()) {
      Mat original = imread(photo.toString(), IMREAD_COLOR);
      double most = Math.max(original.cols(), original.rows());
      double least = Math.min(original.cols(), original.rows());
      double gain = Math.min(longSide / most, shortSide / least);
      Size size =
          new Size(
              8 * (int) Math.rint(original.cols() * gain / 8),
              8 * (int) Math.rint(original.rows() * gain / 8));
      Mat large = new Mat();
      resize(original, large, size, 0, 0, INTER_CUBIC);
      BytePointer jpeg = new BytePointer();
      imencode(".jpg", large, jpeg, new IntPointer(IMWRITE_JPEG_QUALITY, 90));
      byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
      jpeg.get(bytes);
      return bytes;
    }
  }
}
