package dev.warren.worker.decode;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * The OpenCV native library, through JavaCPP. It is unpacked (some 120 MB) into {@code
 * ~/.javacpp/cache}; the system property {@code org.bytedeco.javacpp.cachedir} moves it.
 */
public final class OpenCv {
  static {
    // JavaCPP would refuse allocations, after ten garbage collections, once the whole process holds
    // four times the Java heap; weights and buffers of an engine easily do.
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    NativeStderr.quieten("OPENCV_LOG_LEVEL", "FATAL");
    Loader.load(opencv_core.class);
    Loader.load(opencv_imgproc.class);
    Loader.load(opencv_imgcodecs.class);
    // Any damaged image makes libjpeg or libpng print: strangers could fill a disk with it.
    NativeStderr.divert(new RareLog(System::nanoTime)::say);
    // Frames are decoded side by side; threads inside one decode would only compete.
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /**
   * Where JavaCPP unpacks the library.
   *
   * @throws IOException when the folder cannot be made
   */
  public static Path cacheFolder() throws IOException {
    return Loader.getCacheDir().toPath();
  }

  /**
   * Loads the library on the first call.
   *
   * @return its version
   * @throws LinkageError when it cannot be loaded here
   */
  public static String load() {
    return opencv_core.CV_VERSION();
  }
}
