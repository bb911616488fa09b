package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.DeviceException;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every status of CUDA and every answer of TensorRT passes through here. Thread-safe; allocates
 * nothing where a call succeeded.
 *
 * @param device for messages, for example {@code GPU 0 (NVIDIA L4)}
 * @param texts name and text of a status code
 * @param state asks CUDA how the device is, 0 for well or not known; asked only after TensorRT has
 *     refused something
 * @param errors what TensorRT has logged as errors lately, or null; asking forgets it
 */
record CudaCalls(
    String device, IntFunction<String> texts, IntSupplier state, Supplier<String> errors) {
  private static final Logger log = LoggerFactory.getLogger(CudaCalls.class);

  /** TensorRT answers a start without CUDA with a pointer like 0x200 instead of null. */
  private static final long LOWEST_ADDRESS = 4096;

  /**
   * @throws GpuException unless {@code code} is success
   * @throws DeviceException when it means that the device is lost
   */
  void check(int code, String call) throws GpuException {
    if (code != 0) throw failed(code, call);
  }

  /** As {@link #check(int, String)}, with a number in the message that costs nothing else. */
  void check(int code, String call, long bytes) throws GpuException {
    if (code != 0) throw failed(code, call + " of " + bytes + " bytes");
  }

  /** For TensorRT's calls that say no more than yes or no; the reason is in its log. */
  void check(boolean done, String call) throws GpuException {
    if (!done) throw refused(call);
  }

  /** For TensorRT's calls that make something. */
  <P extends Pointer> P made(P pointer, String call) throws GpuException {
    if (pointer == null || pointer.address() < LOWEST_ADDRESS) throw refused(call);
    return pointer;
  }

  /** For what frees something: there is nothing to be done about a failure but to say it. */
  void closing(int code, String call) {
    if (code == 0) return;
    if (CudaErrors.isDeviceLost(code)) {
      log.debug("{}: {}: {}", device, call, texts.apply(code)); // was thrown where it came up
    } else {
      log.warn("{}: {}: {}", device, call, texts.apply(code));
    }
  }

  private GpuException failed(int code, String call) {
    String message = call + ": " + texts.apply(code);
    if (CudaErrors.isDeviceLost(code)) throw lost(message);
    return new GpuException(message);
  }

  private GpuException refused(String call) {
    String reason = errors.get();
    String message = call + " failed: " + (reason == null ? "TensorRT gives no reason" : reason);
    // TensorRT has a CUDA runtime of its own inside; ours learns of a lost device by asking.
    int code = state.getAsInt();
    if (CudaErrors.isDeviceLost(code)) throw lost(message + "; " + texts.apply(code));
    return new GpuException(message);
  }

  private DeviceException lost(String message) {
    return new DeviceException(
        device + " is lost: " + message + "; nothing runs on it again in this process");
  }
}
