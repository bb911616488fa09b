package dev.warren.bench.accept;

import static org.bytedeco.cuda.global.cudart.cudaGetDeviceCount;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaSuccess;

import dev.warren.bench.BenchException;
import dev.warren.worker.engine.DeviceException;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** What calls into CUDA and TensorRT have in common here. Nothing of Warren's engine. */
final class Cuda {
  /** TensorRT returns small addresses that are none where CUDA did not start. */
  private static final long FIRST_PAGE = 4096;

  private Cuda() {}

  /**
   * Call it before anything else: without a device TensorRT ends the process.
   *
   * @throws DeviceException when there is none
   */
  static void requireDevice() {
    int[] count = new int[1];
    try {
      int code = cudaGetDeviceCount(count);
      if (code != cudaSuccess) {
        throw new DeviceException(
            "cudaGetDeviceCount: %d %s".formatted(code, cudaGetErrorString(code).getString()));
      }
    } catch (LinkageError e) {
      throw new DeviceException("CUDA's libraries do not load: " + e, e);
    }
    if (count[0] == 0) throw new DeviceException("CUDA sees no device");
  }

  static void check(int code, String call) {
    if (code != cudaSuccess) {
      throw new BenchException(
          "%s: %d %s".formatted(call, code, cudaGetErrorString(code).getString()));
    }
  }

  static void check(boolean done, String call) {
    if (!done) throw new BenchException(call + " failed; see TensorRT's messages in the log");
  }

  static <T extends Pointer> T made(T pointer, String call) {
    check(pointer != null && pointer.address() >= FIRST_PAGE, call);
    return pointer;
  }

  /** In use on the device, by everyone. */
  static long usedBytes() {
    try (SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      check(cudaMemGetInfo(free, total), "cudaMemGetInfo");
      return total.get() - free.get();
    }
  }
}
