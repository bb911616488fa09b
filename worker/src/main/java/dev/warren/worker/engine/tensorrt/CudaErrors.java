package dev.warren.worker.engine.tensorrt;

import java.util.Set;
import org.bytedeco.cuda.global.cudart;

/**
 * Status codes of the CUDA runtime, and which mean that the device is lost to this process.
 * Numbers, not the binding's constants, so that the table can be read where CUDA is absent; the two
 * versions that Warren is built against agree on them.
 *
 * @see <a
 *     href="https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__TYPES.html">cudaError_t</a>
 */
final class CudaErrors {
  static final int STUB_LIBRARY = 34;
  static final int INSUFFICIENT_DRIVER = 35;
  static final int NO_DEVICE = 100;
  static final int DRIVER_MISMATCH = 803;

  private static final Set<Integer> LOST =
      Set.of(
          // "The process must be terminated and relaunched", say the docs.
          226, // contained: an exception that the GPU's error containment has caught
          700, // illegal address
          702, // launch timeout
          710, // device-side assert
          714, // hardware stack error
          715, // illegal instruction
          716, // misaligned address
          717, // invalid address space
          718, // invalid program counter
          719, // launch failure
          721, // tensor memory leak
          810, // MPS client terminated
          911, // external device
          // The hardware, the driver or the context is gone; the docs promise no way back.
          3, // initialization error
          4, // the runtime is being unloaded
          46, // devices unavailable: busy, or in an exclusive mode
          NO_DEVICE,
          101, // invalid device: it was there when we opened it
          127, // startup failure
          201, // device uninitialized: no context any more
          214, // uncorrectable ECC error
          220, // uncorrectable NVLink error
          709, // context is destroyed
          802, // system not ready, for example without its fabric manager
          DRIVER_MISMATCH, // the driver was updated beneath us
          805, // no connection to the MPS server
          806, // MPS server and client have lost contact
          807, // MPS server not ready
          999); // unknown, which is what a GPU that fell off its bus often says

  private CudaErrors() {}

  /** Whether nothing will work on the device again in this process. */
  static boolean isDeviceLost(int code) {
    return LOST.contains(code);
  }

  /** CUDA's words, for example {@code cudaErrorMemoryAllocation (2): out of memory}. Loads CUDA. */
  static String text(int code) {
    String name = cudart.cudaGetErrorName(code).getString();
    return "%s (%d): %s".formatted(name, code, cudart.cudaGetErrorString(code).getString());
  }
}
