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
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong at a start: an exit code and one line that names the thing. */
class StartFailuresIT {
  private static final Map<String, String> MODELS =
      Map.of(
          "TORCHSCRIPT", DemoModel.torchScript().toString(), "ONNX", DemoModel.onnx().toString());

  @TempDir Path folder;

  /**
   * Returns all that it said.
   *
   * @param args separated by blanks; TORCHSCRIPT and ONNX stand for files
   * @param words that are said
   */
  private static String expect(int exitCode, String amqp, String args, String... words)
      throws Exception {
    return expect(exitCode, Map.of("WARREN_AMQP", amqp), args, words);
  }

  private static String expect(
      int exitCode, Map<String, String> environment, String args, String... words)
      throws Exception {
    String[] all =
        Stream.of(("worker " + args).split(" "))
            .map(arg -> MODELS.getOrDefault(arg, arg))
            .toArray(String[]::new);
    try (WarrenProcess worker = WarrenProcess.start(environment, all)) {
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

  @Test
  void unknownModelPath() throws Exception {
    String args = "--model no-such-model.torchscript";
    expect(ExitCode.CONFIGURATION, uri(), args, "no-such-model");
  }

  @Test
  void aModelThatIsNone() throws Exception {
    Path file = Files.writeString(folder.resolve("yolo.torchscript"), "not a zip");
    expect(ExitCode.CONFIGURATION, uri(), "--model " + file, "yolo.torchscript");
  }

  @Test
  void tensorRtWhereItCannotBeUsed() throws Exception {
    assumeFalse(TensorRtPresence.of(0).isUsable(), "this machine has what TensorRT needs");
    String args = "--model ONNX --engine tensorrt";
    expect(ExitCode.DEVICE, uri(), args, "TensorRT cannot be used here");
  }

  @Test
  void missingQueue() throws Exception {
    String[] words = {"nowhere.frames", "start this worker with --declare"};
    assertThat(expect(ExitCode.BROKER, uri(), "--model TORCHSCRIPT --prefix nowhere", words))
        .doesNotContain("trying again", "waiting for the broker");
  }

  @Test
  void wrongPassword() throws Exception {
    AmqpConfig amqp = RabbitMq.shared().amqp();
    String wrong = "amqp://" + amqp.username() + ":s3cret-guess@" + amqp.address();
    assertThat(
            expect(ExitCode.BROKER, wrong, "--model TORCHSCRIPT", amqp.address(), amqp.username()))
        .doesNotContain("trying again", "waiting for the broker");
  }

  /** As with a name for IPv4 and IPv6, of which the broker serves one. */
  @Test
  void wrongPasswordAtOneOfManyAddressesOfAName() throws Exception {
    AmqpConfig amqp = RabbitMq.shared().amqp();
    String address = InetAddress.getByName(amqp.host()).getHostAddress();
    String others = "127.0.0.2 many\n127.0.0.3 many\n127.0.0.4 many\n127.0.0.5 many\n";
    Path hosts = Files.writeString(folder.resolve("hosts"), address + " many\n" + others);
    String wrong = "amqp://" + amqp.username() + ":s3cret-guess@many:" + amqp.port();
    Map<String, String> environment =
        Map.of("WARREN_AMQP", wrong, "JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    expect(ExitCode.BROKER, environment, "--model TORCHSCRIPT", "many:", "refused user");
  }

  @Test
  void noCredentials() throws Exception {
    String address = "amqp://" + RabbitMq.shared().amqp().address();
    expect(ExitCode.USAGE, address, "--model TORCHSCRIPT", "names no user", "--amqp-password-file");
  }

  @Test
  void aPortWithoutTls() throws Exception {
    String address = RabbitMq.shared().amqp().address();
    String uri = "amqps://user:s3cret@" + address;
    expect(ExitCode.BROKER, uri, "--model TORCHSCRIPT", "no TLS with " + address);
  }

  @Test
  void brokerAway() throws Exception {
    String address = "127.0.0.1:" + FreePort.find();
    String args = "--model TORCHSCRIPT --startup-timeout 1s";
    expect(ExitCode.BROKER, "amqp://user:s3cret@" + address, args, address);
  }

  @Test
  void misspeltOption() throws Exception {
    String[] words = {"--max-bacth", "did you mean --max-batch?"};
    expect(ExitCode.USAGE, uri(), "--model TORCHSCRIPT --max-bacth 4", words);
  }

  @Test
  void valueOutOfRange() throws Exception {
    expect(ExitCode.USAGE, uri(), "--model TORCHSCRIPT --max-batch -1", "--max-batch < 0: -1");
  }

  @Test
  void moreMemoryThanThereIs() throws Exception {
    String[] words = {"OutOfMemoryError", "smaller --max-batch", "WARREN_JAVA_OPTS"};
    expect(ExitCode.CONFIGURATION, uri(), "--model TORCHSCRIPT --max-batch 1024", words);
  }
}
