package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.warren.protocol.FailReason;
import dev.warren.worker.flow.Letterbox;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Turns an encoded image into the model's input. Owns native memory that it reuses from frame to
 * frame, up to {@link #KEPT_BYTES}; close it. One thread.
 */
public final class FrameDecoder implements AutoCloseable {
  /** Larger pictures are decoded into memory that is given back at once. */
  private static final long KEPT_BYTES = 32 << 20;

  private final DecodeConfig config;
  private final int inputWidth;
  private final int inputHeight;
  private final Mat decoded;
  private final Size placed;
  private BytePointer encoded;
  private boolean closed;

  /**
   * @param inputWidth width of the model's input in pixels
   * @param inputHeight height of the model's input in pixels
   */
  public FrameDecoder(DecodeConfig config, int inputWidth, int inputHeight) {
    OpenCv.load();
    this.config = config;
    this.inputWidth = inputWidth;
    this.inputHeight = inputHeight;
    decoded = new Mat();
    placed = new Size();
    encoded = new BytePointer(1 << 18);
  }

  /**
   * Looks at size, kind and header alone, as {@link #decode} does first.
   *
   * @throws DecodeException when the image cannot be used for one of these
   */
  public static void requirePicture(byte[] image, DecodeConfig limits) throws DecodeException {
    ImageHeader.read(image, limits);
  }

  /**
   * Decodes as OpenCV's {@code IMREAD_COLOR} does (8 bits, alpha dropped, palette expanded, EXIF
   * orientation applied), smaller if {@link DecodeConfig#scaled} says so, and letterboxes the
   * result. Size and kind are checked from the header first: nothing of the claimed size is
   * allocated for an image beyond the limits.
   *
   * @param target direct; receives {@code H x W x 3} bytes of RGB from its position on, which stays
   *     where it is
   * @return how the image lies in the input
   * @throws DecodeException when the image cannot be used; the target's content is then undefined
   */
  @SuppressWarnings("try") // the scope works by being open, not by being named
  public Letterbox decode(byte[] image, ByteBuffer target) throws DecodeException {
    if (closed) throw new IllegalStateException("decoder is closed");
    int inputBytes = inputWidth * inputHeight * 3;
    if (!target.isDirect() || target.remaining() < inputBytes) {
      throw new IllegalArgumentException(
          "target is not direct with %d bytes left: %s".formatted(inputBytes, target));
    }
    ImageHeader header = ImageHeader.read(image, config);
    reserve(image.length);
    try (PointerScope scope = new PointerScope()) {
      JpegScale scale =
          config.scaled() ? JpegScale.smallest(header, inputWidth, inputHeight) : JpegScale.WHOLE;
      Mat rgb = decodeColor(image, header, scale);
      return letterbox(rgb, scale.divisor(), target);
    } catch (RuntimeException e) {
      throw failure(e);
    } finally {
      if (decoded.total() * 3 > KEPT_BYTES) decoded.release();
    }
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    decoded.close();
    placed.close();
    encoded.close();
  }

  /** Outside of any frame's pointer scope, which would free it with the frame. */
  private void reserve(int bytes) {
    if (encoded.capacity() >= bytes) return;
    encoded.close();
    encoded = new BytePointer(Math.min(2L * bytes, config.maxBytes()));
  }

  private Mat decodeColor(byte[] image, ImageHeader header, JpegScale scale)
      throws DecodeException {
    encoded.put(image, 0, image.length);
    Mat result = imdecode(new Mat(1, image.length, CV_8UC1, encoded), scale.flags(), decoded);
    if (result.empty()) {
      throw malformed("%s is damaged or cut short", header.summary());
    }
    // Either way round, for the EXIF orientation may have turned it.
    if (result.total() * scale.divisor() * scale.divisor() != header.width() * header.height()
        || result.type() != CV_8UC3) {
      throw malformed("%s was decoded as %dx%d", header.summary(), result.cols(), result.rows());
    }
    return result;
  }

  /** Places the image as if it had been decoded whole. */
  private Letterbox letterbox(Mat rgb, int divisor, ByteBuffer target) {
    Placing placing =
        Placing.of(rgb.cols() * divisor, rgb.rows() * divisor, inputWidth, inputHeight);
    BytePointer input = new BytePointer(target.slice());
    pad(input, placing);
    long rowBytes = inputWidth * 3L;
    long from = placing.top() * rowBytes + placing.left() * 3L;
    Pointer start = input.getPointer(from);
    Mat region = new Mat(placing.height(), placing.width(), CV_8UC3, start, rowBytes);
    if (placing.width() == rgb.cols() && placing.height() == rgb.rows()) {
      rgb.copyTo(region);
    } else {
      resize(
          rgb, region, placed.width(placing.width()).height(placing.height()), 0, 0, INTER_LINEAR);
    }
    return placing.letterbox();
  }

  /** Above and below the image, or everywhere where the image leaves room beside it. */
  private void pad(BytePointer input, Placing placing) {
    long rowBytes = inputWidth * 3L;
    long end = inputHeight * rowBytes;
    if (placing.width() < inputWidth) {
      Pointer.memset(input, Letterbox.PADDING, end);
      return;
    }
    long below = (placing.top() + placing.height()) * rowBytes;
    Pointer.memset(input, Letterbox.PADDING, placing.top() * rowBytes);
    Pointer.memset(input.getPointer(below), Letterbox.PADDING, end - below);
  }

  private static DecodeException failure(RuntimeException e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    boolean memory = text.contains("Insufficient memory");
    return new DecodeException(
        memory ? FailReason.INTERNAL : FailReason.MALFORMED, "OpenCV: " + text.strip(), e);
  }
}
