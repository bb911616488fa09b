package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures for people. What is made here belongs to the caller's {@code PointerScope}. */
final class WholePicture {
  private WholePicture() {}

  /**
   * The upright picture.
   *
   * @param flags of OpenCV's {@code imdecode}
   */
  static Mat decode(byte[] image, ImageHeader header, int flags) throws DecodeException {
    OpenCv.load();
    Mat encoded = new Mat(1, image.length, opencv_core.CV_8UC1, new BytePointer(image));
    Mat picture = opencv_imgcodecs.imdecode(encoded, flags);
    if (picture.empty()) {
      throw malformed("%s is damaged or cut short", header.mediaType());
    }
    return picture;
  }

  static byte[] jpeg(Mat picture) {
    BytePointer jpeg = new BytePointer();
    opencv_imgcodecs.imencode(".jpg", picture, jpeg);
    byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
    jpeg.get(bytes);
    return bytes;
  }
}
