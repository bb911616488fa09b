package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandFailuresTest {
  static Stream<Arguments> ends() {
    return Stream.of(
        Arguments.of(new ModelException("no plan can be built"), ExitCode.CONFIGURATION),
        Arguments.of(new OutOfMemoryError("Cannot reserve bytes"), ExitCode.CONFIGURATION),
        Arguments.of(new DeviceException("fell off the bus"), ExitCode.DEVICE),
        Arguments.of(new IOException("connection reset"), ExitCode.BROKER),
        Arguments.of(new IllegalStateException("a bug in a lane"), ExitCode.FAILURE),
        Arguments.of(new NoClassDefFoundError("in a decoder"), ExitCode.FAILURE));
  }

  /** Whoever is called for a 5 looks after a device. */
  @ParameterizedTest
  @MethodSource("ends")
  void theCodeSaysWhoIsToLookAfterIt(Throwable failure, int exitCode) {
    assertThat(CommandFailures.exitCode(failure)).isEqualTo(exitCode);
  }
}
