package dev.warren.worker.decode;

import dev.warren.protocol.ImageTypes;
import dev.warren.protocol.testing.fuzz.Checks;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestData;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.opentest4j.TestAbortedException;

/** An encoded image on its way through header check and OpenCV's decoders. */
public final class ImagesFuzz implements FuzzTarget {
  private static final int SIDE = 320;
  private static final int WIDTH = 100;
  private static final int HEIGHT = 60;

  /** Larger photos decode for so long that few inputs would be tried. */
  private static final int MAX_SEED_BYTES = 200_000;

  private final ByteBuffer target = ByteBuffer.allocateDirect(SIDE * SIDE * 3);
  private final FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE);
  private final FrameDecoder scaling =
      new FrameDecoder(DecodeConfig.DEFAULT.withScaled(true), SIDE, SIDE);

  @Override
  public String name() {
    return "images";
  }

  @Override
  public int usualCount() {
    return 2_000;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String format : List.of("jpg", "png", "bmp", "gif")) {
      seeds.add(Pictures.encode(Pictures.quarters(64, 48), format));
      seeds.add(Pictures.encode(Pictures.quarters(330, 250), format));
    }
    byte[] jpeg = Pictures.encode(Pictures.plain(120, 90, Color.ORANGE), "jpg");
    for (int orientation = 0; orientation < 10; orientation++) {
      seeds.add(Pictures.withOrientation(jpeg, orientation));
    }
    for (int quality : new int[] {60, 101}) { // the latter: lossless
      byte[] webp = written(".webp", opencv_imgcodecs.IMWRITE_WEBP_QUALITY, quality);
      seeds.add(webp);
      seeds.addAll(OddImages.webps(webp, WIDTH, HEIGHT));
    }
    seeds.add(written(".jpg", opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1));
    seeds.add(written(".jpg", opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 2));
    seeds.add(written(".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 0));
    seeds.addAll(OddImages.pngs());
    seeds.addAll(OddImages.jpegs());
    seeds.add(OddImages.bitmap());
    seeds.addAll(photos());
    return seeds;
  }

  @Override
  public String run(byte[] input) {
    int chance = Arrays.hashCode(input); // all of it for every input would be four times the time
    FrameDecoder one = (chance & 1) == 0 ? decoder : scaling;
    try {
      boolean isPng = ImageTypes.sniff(input).filter(ImageTypes.PNG::equals).isPresent();
      byte[] image = isPng && (chance & 2) == 0 ? OddImages.repaired(input) : input;
      Letterbox letterbox = one.decode(image, target);
      if (letterbox.imageWidth() < 1 || letterbox.imageHeight() < 1) {
        throw new AssertionError("an image without pixels: " + letterbox);
      }
      return "decoded";
    } catch (DecodeException e) {
      Checks.oneLine(e.getMessage());
      return "refused: " + e.reason().wire();
    }
  }

  @Override
  public void close() {
    decoder.close();
    scaling.close();
  }

  private static byte[] written(String ending, int parameter, int value) {
    OpenCv.load();
    try (Mat mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC3, new Scalar(10, 120, 230, 0));
        BytePointer bytes = new BytePointer();
        IntPointer parameters = new IntPointer(parameter, value)) {
      opencv_imgcodecs.imencode(ending, mat, bytes, parameters);
      byte[] image = new byte[(int) bytes.limit()];
      bytes.get(image);
      return image;
    }
  }

  /** Real and malicious ones, where they are at hand. */
  private static List<byte[]> photos() {
    List<byte[]> photos = new ArrayList<>();
    try {
      List<Path> files = new ArrayList<>(TestData.files("images/coco").subList(0, 20));
      files.addAll(TestData.files("bad"));
      files.removeIf(file -> file.toString().endsWith(".csv"));
      for (Path file : files) {
        if (Files.size(file) <= MAX_SEED_BYTES) photos.add(Files.readAllBytes(file));
      }
    } catch (TestAbortedException absent) {
      // those drawn here must do
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return photos;
  }
}
