package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.DeviceException;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The constants of {@code cudart} are numbers in the class file: no library is loaded for them. */
class CudaCallsTest {
  private int state;
  private String errors;
  private final CudaCalls calls =
      new CudaCalls(
          "GPU 0 (NVIDIA L4)",
          code -> "cudaErrorSome (" + code + "): some text",
          () -> state,
          () -> errors);

  @ParameterizedTest
  @ValueSource(
      ints = {
        cudart.cudaErrorInitializationError,
        cudart.cudaErrorDevicesUnavailable,
        cudart.cudaErrorNoDevice,
        cudart.cudaErrorECCUncorrectable,
        cudart.cudaErrorNvlinkUncorrectable,
        cudart.cudaErrorIllegalAddress,
        cudart.cudaErrorLaunchTimeout,
        cudart.cudaErrorContextIsDestroyed,
        cudart.cudaErrorAssert,
        cudart.cudaErrorHardwareStackError,
        cudart.cudaErrorIllegalInstruction,
        cudart.cudaErrorMisalignedAddress,
        cudart.cudaErrorInvalidAddressSpace,
        cudart.cudaErrorInvalidPc,
        cudart.cudaErrorLaunchFailure,
        cudart.cudaErrorMpsClientTerminated,
        cudart.cudaErrorSystemDriverMismatch,
        cudart.cudaErrorExternalDevice,
        cudart.cudaErrorUnknown,
        226, // cudaErrorContained and
        721 // cudaErrorTensorMemoryLeak, which CUDA 12.6 does not name yet
      })
  void losesTheDeviceToErrorsThatStay(int code) {
    assertThatThrownBy(() -> calls.check(code, "cudaStreamSynchronize"))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "GPU 0 (NVIDIA L4) is lost: cudaStreamSynchronize: cudaErrorSome (%d): some text; nothing"
                + " runs on it again in this process",
            code);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        cudart.cudaErrorInvalidValue,
        cudart.cudaErrorMemoryAllocation,
        cudart.cudaErrorNoKernelImageForDevice,
        cudart.cudaErrorInvalidResourceHandle,
        cudart.cudaErrorNotReady,
        cudart.cudaErrorLaunchOutOfResources,
        cudart.cudaErrorNotSupported,
        cudart.cudaErrorStreamCaptureUnsupported,
        cudart.cudaErrorStreamCaptureInvalidated,
        cudart.cudaErrorGraphExecUpdateFailure
      })
  void keepsTheDeviceAfterOtherErrors(int code) {
    assertThatThrownBy(() -> calls.check(code, "cudaMalloc", 1024))
        .isInstanceOf(GpuException.class)
        .hasMessage("cudaMalloc of 1024 bytes: cudaErrorSome (%d): some text", code);
  }

  @Test
  void saysNothingOfSuccess() throws GpuException {
    state = cudart.cudaErrorIllegalAddress; // and asks nothing
    calls.check(0, "cudaMalloc");
    calls.check(true, "enqueueV3");
  }

  @Test
  void givesTensorRtsReason() {
    errors = "engine plan file is generated on an incompatible device";

    assertThatThrownBy(() -> calls.check(false, "deserializeCudaEngine"))
        .isInstanceOf(GpuException.class)
        .hasMessage(
            "deserializeCudaEngine failed: engine plan file is generated on an incompatible device");
    errors = null;
    assertThatThrownBy(() -> calls.check(false, "enqueueV3"))
        .isInstanceOf(GpuException.class)
        .hasMessage("enqueueV3 failed: TensorRT gives no reason");
  }

  @Test
  void asksForTheDeviceWhenTensorRtRefuses() {
    state = cudart.cudaErrorLaunchFailure;

    assertThatThrownBy(() -> calls.check(false, "enqueueV3"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContainingAll("enqueueV3 failed", "(719)");
  }

  @Test
  void takesSmallAddressesForFailures() throws GpuException {
    assertThatThrownBy(() -> calls.made(null, "createInferBuilder"))
        .isInstanceOf(GpuException.class)
        .hasMessageStartingWith("createInferBuilder failed");
    assertThatThrownBy(() -> calls.made(at(0x238), "createInferRuntime"))
        .isInstanceOf(GpuException.class);
    Pointer real = at(0x7f00_0000_1000L);
    assertThat(calls.made(real, "createInferRuntime")).isSameAs(real);
  }

  @Test
  void throwsNothingWhileClosing() {
    calls.closing(cudart.cudaErrorIllegalAddress, "cudaFree");
    calls.closing(cudart.cudaErrorInvalidValue, "cudaFree");
  }

  private static Pointer at(long wanted) {
    return new Pointer() {
      @Override
      public long address() {
        return wanted;
      }
    };
  }
}
