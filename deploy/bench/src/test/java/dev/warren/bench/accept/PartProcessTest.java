package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.bench.BenchException;
import dev.warren.bench.accept.PartResult.State;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.testing.TestGpu;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class PartProcessTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  /** Of a part that finds one thing, then throws. */
  private static PartResult after(Throwable failure) {
    return inside(
        (trial, findings) -> {
          findings.figure("before", 1);
          if (failure instanceof Error error) throw error;
          throw (Exception) failure;
        });
  }

  private static PartResult inside(Part.Measurement measurement) {
    return PartProcess.inside(new Part("tried", measurement), null, NOWHERE);
  }

  @Test
  void aPartThatThrowsKeepsWhatItHadFound() {
    PartResult result = after(new IllegalStateException("odd\nsecond line"));
    assertThat(result.state()).isEqualTo(State.FAILED);
    assertThat(result.why()).isEqualTo("IllegalStateException: odd");
    assertThat(result.figures()).containsEntry("before", 1.0);
  }

  @Test
  void ourOwnWordsStandAlone() {
    assertThat(after(new BenchException("no pictures in x")).why()).isEqualTo("no pictures in x");
  }

  @Test
  void aLibraryThatDoesNotLoadIsAFailure() {
    assertThat(after(new UnsatisfiedLinkError("no jnicudart")).state()).isEqualTo(State.FAILED);
  }

  @Test
  void aLostDeviceIsNoGpu() {
    PartResult result = after(new DeviceException("CUDA sees no device"));
    assertThat(result.state()).isEqualTo(State.NO_GPU);
    assertThat(result.why()).isEqualTo("CUDA sees no device");
  }

  @Test
  void theBareLoopAsksForADeviceBeforeAnythingElse() {
    if (TestGpu.missing().isEmpty()) return;
    // Without a device TensorRT would end the process.
    PartResult result = inside((trial, findings) -> BarePlan.load(new byte[] {1, 2, 3}).close());
    assertThat(result.state()).isEqualTo(State.NO_GPU);
  }
}
