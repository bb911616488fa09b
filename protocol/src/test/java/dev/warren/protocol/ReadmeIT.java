package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the README compiles and does what the README says. */
class ReadmeIT {
  private static final String URI = "amqp://guest:guest@localhost:5672";
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
  private static final Pattern SENDING =
      Pattern.compile("(?m)^      publisher\\.publish\\(frame\\).*$");

  @TempDir private Path dir;

  @Test
  void itsProgramAndBothPiecesOfCodeDoWhatTheyShow() throws Exception {
    List<String> blocks = blocks();
    assertThat(blocks).hasSize(3);
    String program = blocks.get(0);
    try (RabbitMq rabbit = RabbitMq.start();
        StandInWorker worker = new StandInWorker(rabbit, Topology.DEFAULT, "warren-demo")) {
      run(program, rabbit);
      String answer = run(with(program, blocks.get(1)), rabbit);
      assertThat(answer).contains("Detected[", "gate-3/1841", "className=car");
      run(with(program, blocks.get(2)), rabbit);
      assertThat(worker.answered()).isGreaterThanOrEqualTo(2);
    }
  }

  /** In the place where the program sends its frame. */
  private static String with(String program, String piece) {
    StringBuilder imports = new StringBuilder();
    IMPORT.matcher(piece).results().forEach(line -> imports.append(line.group()).append('\n'));
    String statements = IMPORT.matcher(piece).replaceAll("");
    return imports + SENDING.matcher(program).replaceFirst(Matcher.quoteReplacement(statements));
  }

  private String run(String program, RabbitMq rabbit) throws Exception {
    assertThat(program).contains(URI);
    Path source =
        Files.writeString(dir.resolve("Publish.java"), program.replace(URI, rabbit.uri()));
    Path picture = Files.write(dir.resolve("picture.jpg"), Samples.picture(64, 48));
    Path output = dir.resolve("output");
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString(),
                picture.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!java.waitFor(90, TimeUnit.SECONDS)) {
      java.destroyForcibly();
      throw new AssertionError("hangs: " + Files.readString(output));
    }
    assertThat(java.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }

  private static List<String> blocks() throws IOException {
    String readme = Files.readString(new File("README.md").toPath());
    return BLOCK.matcher(readme).results().map(block -> block.group(1)).toList();
  }
}
