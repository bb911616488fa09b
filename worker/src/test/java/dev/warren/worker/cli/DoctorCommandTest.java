package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorCommandTest {
  private int exitCode;

  @Test
  void findsNothingWrongHere() {
    String report = doctor("--model", DetectCommandTest.tinyModel().toString());

    assertThat(exitCode).isEqualTo(ExitCode.OK);
    // What follows the driver depends on the machine: TensorRtChecksTest.
    assertThat(report.lines().map(line -> line.substring(6).split(" ")[0]))
        .containsSubsequence(
            "java",
            "platform",
            "memory",
            "disk",
            "opencv",
            "pytorch",
            "onnxruntime",
            "driver",
            "model",
            "broker");
    assertThat(report)
        .contains("OK    model        tiny_detect sha256:")
        .contains("96x64, 3 classes")
        .contains("SKIP  broker       not checked: give --amqp, or set WARREN_AMQP");
  }

  @Test
  void endsWithTheCodeOfTheFirstFailure() throws IOException {
    String nobody = "amqp://user:secret@localhost:" + closedPort();

    String brokerOnly = doctor("--amqp", nobody);
    assertThat(exitCode).isEqualTo(ExitCode.BROKER);
    assertThat(brokerOnly).containsPattern("FAIL  broker +localhost:\\d+ refused");

    String both = doctor("--model", "no/such/model", "--amqp", nobody);
    assertThat(exitCode).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(both)
        .contains("FAIL  model        no/such/model: no such file")
        .contains("FAIL  broker");
    assertThat(both).doesNotContain("secret");
  }

  @Test
  void failsWithTheDevicesCodeWhereTensorRtIsAskedForInVain() {
    assumeFalse(TensorRtPresence.of(0).isUsable(), "this machine has what TensorRT needs");

    String report = doctor("--engine", "tensorrt");

    assertThat(exitCode).isEqualTo(ExitCode.DEVICE);
    assertThat(report).containsPattern("(?m)^FAIL  (driver|device|tensorrt) .* -> .+$");
  }

  private String doctor(String... args) {
    PrintStream stdout = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      DoctorCommand command = new DoctorCommand();
      new CommandLine(command).parseArgs(args);
      exitCode = command.call();
    } finally {
      System.setOut(stdout);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
