package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import dev.warren.worker.testing.DemoModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong at a start: an exit code and one line that names the thing. */
class StartFailuresIT {
  @TempDir Path folder;

  /** Returns all that it said. */
  private static String expect(int exitCode, List<String> words, String amqp, String... args)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("worker"));
    all.addAll(List.of(args));
    try (WarrenProcess worker =
        WarrenProcess.start(Map.of("WARREN_AMQP", amqp), all.toArray(String[]::new))) {
      assertThat(worker.exitCode()).as(worker.errors()).isEqualTo(exitCode);
      assertThat(worker.errors()).contains(words).doesNotContain("\tat ", "s3cret");
      assertThat(worker.errors().lines().filter(l -> l.startsWith("warren worker: "))).hasSize(1);
      System.out.printf(
          "exit %d: %s", exitCode, worker.errors().lines().reduce("", (a, b) -> b + "\n"));
      return worker.errors();
    }
  }

  private static String uri() {
    return RabbitMq.shared().uri();
  }

  private static String model() {
    return DemoModel.torchScript().toString();
  }

  @Test
  void unknownModelPath() throws Exception {
    expect(
        ExitCode.CONFIGURATION,
        List.of("no-such-model"),
        uri(),
        "--model",
        "no-such-model.torchscript");
  }

  @Test
  void aModelThatIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("yolo.torchscript"), "not a zip");
    expect(ExitCode.CONFIGURATION, List.of("yolo.torchscript"), uri(), "--model", file.toString());
  }

  @Test
  void tensorRtWhereItCannotBeUsed() throws Exception {
    assumeFalse(TensorRtPresence.of(0).isUsable(), "this machine has what TensorRT needs");
    String model = DemoModel.onnx().toString();
    List<String> words = List.of("TensorRT cannot be used here");
    expect(ExitCode.DEVICE, words, uri(), "--model", model, "--engine", "tensorrt");
  }

  @Test
  void missingQueue() throws Exception {
    String said =
        expect(
            ExitCode.BROKER,
            List.of("nowhere.frames", "start this worker with --declare"),
            uri(),
            "--model",
            model(),
            "--prefix",
            "nowhere");
    assertThat(said).doesNotContain("trying again", "waiting for the broker");
  }

  @Test
  void wrongPassword() throws Exception {
    AmqpConfig amqp = RabbitMq.shared().amqp();
    String wrong = "amqp://" + amqp.username() + ":s3cret-guess@" + amqp.address();
    String said =
        expect(
            ExitCode.BROKER, List.of(amqp.address(), amqp.username()), wrong, "--model", model());
    assertThat(said).doesNotContain("trying again", "waiting for the broker");
  }

  @Test
  void noCredentials() throws Exception {
    String address = RabbitMq.shared().amqp().address();
    expect(
        ExitCode.USAGE,
        List.of("names no user", "--amqp-password-file"),
        "amqp://" + address,
        "--model",
        model());
  }

  @Test
  void aPortWithoutTls() throws Exception {
    String address = RabbitMq.shared().amqp().address();
    String uri = "amqps://user:s3cret@" + address;
    expect(ExitCode.BROKER, List.of("no TLS with " + address), uri, "--model", model());
  }

  @Test
  void brokerAway() throws Exception {
    int port = FreePort.find();
    expect(
        ExitCode.BROKER,
        List.of("127.0.0.1:" + port),
        "amqp://user:s3cret@127.0.0.1:" + port,
        "--model",
        model(),
        "--startup-timeout",
        "1s");
  }

  @Test
  void misspeltOption() throws Exception {
    expect(
        ExitCode.USAGE,
        List.of("--max-bacth", "did you mean --max-batch?"),
        uri(),
        "--model",
        model(),
        "--max-bacth",
        "4");
  }

  @Test
  void valueOutOfRange() throws Exception {
    expect(
        ExitCode.USAGE,
        List.of("--max-batch < 0: -1"),
        uri(),
        "--model",
        model(),
        "--max-batch",
        "-1");
  }

  @Test
  void moreMemoryThanThereIs() throws Exception {
    expect(
        ExitCode.CONFIGURATION,
        List.of("OutOfMemoryError", "smaller --max-batch", "WARREN_JAVA_OPTS"),
        uri(),
        "--model",
        model(),
        "--max-batch",
        "1024");
  }
}
