package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.testing.WarrenProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How processes end whose native threads go on to the last. */
@EnabledOnOs(OS.LINUX)
class StopSignalTest {
  private static final int ABORTED = 128 + 6;
  private static final int TERMINATED = 128 + 15;

  private static WarrenProcess start(String... options) throws Exception {
    List<String> args = new ArrayList<>(List.of("handler"));
    args.addAll(List.of(options));
    return WarrenProcess.start(Map.of(), args.toArray(String[]::new));
  }

  private static int stop(WarrenProcess process) throws Exception {
    process.until(() -> process.output().contains("ready"));
    return process.stop();
  }

  @Test
  void aServiceThatIsStoppedEndsWithItsCodeAndWithoutTheExitHandlersOfC() throws Exception {
    try (WarrenProcess process = start("--service")) {
      assertThat(stop(process)).as(process.errors()).isEqualTo(ExitCode.OK);
      assertThat(process.output().lines()).containsExactly("ready", "stopped");
    }
  }

  @Test
  void soDoesAServiceThatFailsByItself() throws Exception {
    try (WarrenProcess process = start("--service", "--returns", "5")) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ExitCode.DEVICE);
    }
  }

  @Test
  void soDoesACommandThatKnowsNothingOfTheSignal() throws Exception {
    try (WarrenProcess process = start()) {
      assertThat(stop(process)).as(process.errors()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void aGoodEndRunsThem() throws Exception {
    try (WarrenProcess process = start("--service", "--returns", "0")) {
      assertThat(process.exitCode()).as(process.errors()).isEqualTo(ABORTED);
    }
  }
}
