package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the clients in other languages against a real broker and a stand-in for the worker. */
class ExamplesIT {
  private static final File EXAMPLES = new File("examples");

  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();
  @TempDir private Path dir;
  private Path picture;

  enum Language {
    PYTHON(
        "python",
        List.of("/usr/bin/python3", "-c", "import pika"),
        "/usr/bin/python3",
        "detect.py"),
    NODE("node", List.of("node", "-e", "import('amqplib')"), "node", "detect.mjs");

    private final File folder;
    private final List<String> probe;
    private final List<String> command;

    Language(String folder, List<String> probe, String... command) {
      this.folder = new File(EXAMPLES, folder);
      this.probe = probe;
      this.command = List.of(command);
    }
  }

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void drawPicture() throws IOException {
    // A JPEG whatever its name says: the bytes count.
    picture = Files.write(dir.resolve("picture.png"), Samples.picture(64, 48));
  }

  /** With the rights that their READMEs name, and no more. */
  @ParameterizedTest
  @EnumSource
  void printsTheResult(Language language) throws Exception {
    requireInstalled(language);
    String prefix = "^" + topology.prefix().replace(".", "\\.") + "\\.";
    rabbit.addUser(
        "loadtest",
        "pass",
        prefix + "own\\.",
        prefix + "(own\\..*|frames)$",
        prefix + "(own\\..*|detections)$");
    String uri = rabbit.uri().replaceFirst("//[^@]*@", "//loadtest:pass@");
    try (StandInWorker worker = new StandInWorker(rabbit, topology, "m1")) {
      Run run = run(language, uri, "--camera", "gate-3", picture.toString());
      assertThat(run.err).isEmpty();
      assertThat(run.status).isZero();
      FrameResult result = ResultCodec.decode(run.out.strip().getBytes(StandardCharsets.UTF_8));
      assertThat(result.frame().camera()).isEqualTo("gate-3");
      assertThat(result.frame().capturedAtMs()).isNotNull();
      assertThat(result).isInstanceOf(FrameResult.Detected.class);
      assertThat(worker.answered()).isEqualTo(1);
    } finally {
      rabbit.removeUser("loadtest");
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysInOneLineWhatIsWrong(Language language) throws Exception {
    requireInstalled(language);
    String uri = rabbit.uri();
    assertRefused(run(language, uri, picture.toString()), "no exchange");
    try (Connection c = rabbit.connect()) {
      topology.declare(c.createChannel(), "m2");
      assertRefused(run(language, uri, picture.toString()), "nobody serves model m1");
      assertRefused(
          run(language, uri, "--model", "m2", "--timeout", "0.5", picture.toString()),
          "no result within 0.5 s");
    }
    assertRefused(run(language, uri, dir.resolve("absent.jpg").toString()), "absent.jpg");
    String wrongPassword = uri.replace(":" + rabbit.amqp().password() + "@", ":wrong@");
    assertRefused(run(language, wrongPassword, picture.toString()), "");
    assertRefused(run(language, "amqp://u:p@127.0.0.1:1", picture.toString()), "");
    assertRefused(run(language, "nonsense", picture.toString()), "");
  }

  @ParameterizedTest
  @EnumSource
  void endsWhileTheBrokerTakesNothing(Language language) throws Exception {
    requireInstalled(language);
    try (StandInWorker worker = new StandInWorker(rabbit, topology, "m1")) {
      rabbit.raiseAlarm();
      assertRefused(
          run(language, rabbit.uri(), "--timeout", "1", picture.toString()), "within 1 s");
      assertThat(worker.answered()).isZero();
    } finally {
      rabbit.endAlarm();
    }
  }

  @Test
  void theExamplesAreThoseOfTheReadme() {
    for (Language language : Language.values()) {
      assertThat(new File(language.folder, language.command.get(1))).exists();
      assertThat(new File(language.folder, "README.md")).exists();
    }
  }

  private static void assertRefused(Run run, String message) {
    assertThat(run.status).isNotZero();
    assertThat(run.out).isEmpty();
    assertThat(run.err.strip()).startsWith("detect.").contains(message).hasLineCount(1);
  }

  private Run run(Language language, String uri, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(language.command);
    command.addAll(List.of("--model", "m1", "--prefix", topology.prefix(), "--timeout", "20"));
    command.addAll(List.of(arguments));
    return execute(language, uri, command);
  }

  private Run execute(Language language, String uri, List<String> command) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(language.folder);
    builder.environment().put("WARREN_AMQP", uri);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " hangs");
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** An interpreter or a library that is not here is the one reason to skip. */
  private void requireInstalled(Language language) throws Exception {
    try {
      Run probe = execute(language, "", language.probe);
      if (probe.status == 0) return;
      List<String> lines = probe.err.lines().filter(line -> line.contains("Error")).toList();
      skip(language, lines.isEmpty() ? probe.err : lines.get(0));
    } catch (IOException e) {
      skip(language, e.getMessage());
    }
  }

  private static void skip(Language language, String why) {
    System.err.println("ExamplesIT: skipping " + language + ": " + why);
    abort(language + ": " + why);
  }
}
