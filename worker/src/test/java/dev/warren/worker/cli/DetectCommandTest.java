package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.worker.testing.Pictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The tiny model finds 24 cells of 16 x 16 pixels, each of the colour it is most of. */
class DetectCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 8"})
  void writesOneEntryPerFileInOrder(String lanes, String batch) throws Exception {
    write("b-red.png", Pictures.plain(96, 64, new Color(200, 0, 0)));
    write("a-blue.png", Pictures.plain(192, 128, new Color(0, 0, 255)));
    write("c-quarters.jpg", Pictures.quarters(96, 64));
    Files.writeString(folder.resolve("d-broken.jpg"), "no picture");
    Files.writeString(folder.resolve("notes.txt"), "not looked at");
    Files.createDirectories(folder.resolve("e"));
    write("e/e.png", Pictures.plain(8, 8, Color.BLUE));
    Path json = folder.resolve("out.json");

    int exit = detect("--lanes", lanes, "--max-batch", batch, "--json", json, folder);

    assertThat(exit).isEqualTo(ExitCode.OK);
    JsonNode out = new ObjectMapper().readTree(json.toFile());
    assertThat(out).hasSize(5);
    assertThat(out.get(0).get("file").asText()).isEqualTo(folder.resolve("a-blue.png").toString());
    assertThat(out.get(0).get("width").asInt()).isEqualTo(192);
    assertThat(out.get(0).get("detections")).hasSize(24);
    JsonNode blue = out.get(0).get("detections").get(7);
    assertThat(blue.toString())
        .isEqualTo(
            "{\"class\":\"blue\",\"class_id\":2,\"confidence\":1.0,"
                + "\"box\":{\"x1\":32.0,\"y1\":32.0,\"x2\":64.0,\"y2\":64.0}}");
    assertThat(out.get(1).get("detections").get(0).get("confidence").asDouble()).isEqualTo(0.7843);
    assertThat(out.get(2).get("file").asText()).endsWith("c-quarters.jpg");
    assertThat(out.get(3).get("error").get("reason").asText()).isEqualTo("unsupported");
    assertThat(out.get(3).get("error").get("detail").asText())
        .isEqualTo("not an image: starts with bytes 6e 6f 20 70");
    assertThat(out.get(4).get("file").asText()).isEqualTo(folder.resolve("e/e.png").toString());
  }

  @Test
  void oneImageThatTheEngineRefusesDoesNotFailItsBatch() throws Exception {
    write("a.png", Pictures.plain(96, 64, Color.BLUE));
    write("b-white.png", Pictures.plain(96, 64, Color.WHITE));
    write("c.png", Pictures.plain(96, 64, Color.RED));
    Path json = folder.resolve("out.json");

    assertThat(detect("--lanes", "1", "--max-batch", "4", "--json", json, folder)).isZero();

    JsonNode out = new ObjectMapper().readTree(json.toFile());
    assertThat(out.get(0).get("detections").get(0).get("class").asText()).isEqualTo("blue");
    assertThat(out.get(1).get("error").get("reason").asText()).isEqualTo("engine_error");
    assertThat(out.get(2).get("detections").get(0).get("class").asText()).isEqualTo("red");
  }

  @Test
  void drawsPicturesUnderFreeNames() throws Exception {
    Files.createDirectories(folder.resolve("sub"));
    write("a.jpg", Pictures.quarters(120, 80));
    write("sub/a.jpg", Pictures.quarters(60, 40));
    write("p.png", Pictures.quarters(60, 40));
    Path drawn = folder.resolve("drawn/here");

    assertThat(detect("--draw", drawn, folder)).isZero();

    assertThat(drawn.toFile().list()).containsExactlyInAnyOrder("a.jpg", "a-2.jpg", "p.png.jpg");
    assertThat(ImageIO.read(drawn.resolve("a.jpg").toFile()).getWidth()).isEqualTo(120);
  }

  @Test
  void doesNotTakeWhatItHasDrawnBelowItsSourcesUnlessThatIsNamed() throws Exception {
    write("a.jpg", Pictures.quarters(120, 80));
    Path drawn = folder.resolve("drawn");
    Path json = folder.resolve("out.json");

    for (int run = 0; run < 2; run++) {
      assertThat(detect("--draw", drawn, "--json", json, folder)).isZero();
      assertThat(new ObjectMapper().readTree(json.toFile())).hasSize(1);
      assertThat(drawn.toFile().list()).containsExactly("a.jpg");
    }
    assertThat(detect("--draw", drawn, "--json", json, drawn, folder)).isZero();
    assertThat(new ObjectMapper().readTree(json.toFile())).hasSize(3);

    Files.delete(folder.resolve("a.jpg"));
    assertEnds(ExitCode.USAGE, "nothing to look at but", "--draw", drawn, folder);
  }

  @Test
  void drawsNothingOverItsSources() throws Exception {
    Path source = write("a.jpg", Pictures.quarters(120, 80));
    byte[] before = Files.readAllBytes(source);

    assertThat(detect("--draw", folder, source)).isZero();

    assertThat(source).hasBinaryContent(before);
    assertThat(folder.resolve("a-2.jpg")).exists();

    Path drawn = Files.createDirectories(folder.resolve("drawn"));
    Path link = Files.createSymbolicLink(drawn.resolve("a.jpg"), source);
    for (Path named : List.of(source, link)) {
      assertThat(detect("--draw", drawn, named)).isZero();
      assertThat(source).hasBinaryContent(before);
      assertThat(drawn.toFile().list()).containsExactlyInAnyOrder("a.jpg", "a-2.jpg");
    }
  }

  @Test
  void endsWith1WhenNoFileCouldBeUsed() throws Exception {
    Path broken = Files.write(folder.resolve("x.jpg"), "text".getBytes(StandardCharsets.UTF_8));

    assertThat(detect(broken)).isEqualTo(ExitCode.FAILURE);
  }

  @Test
  void saysWhatIsWrongWithTheCommandLine() throws Exception {
    Path image = write("a.png", Pictures.plain(8, 8, Color.RED));

    assertEnds(ExitCode.USAGE, "absent.jpg: no such file or folder", folder.resolve("absent.jpg"));
    assertEnds(
        ExitCode.USAGE,
        "empty: the folder holds no pictures",
        Files.createDirectories(folder.resolve("empty")));
    assertEnds(ExitCode.USAGE, "cannot be written", "--json", folder.resolve("no/out.json"), image);
    assertEnds(ExitCode.USAGE, "--json names no file: Nul character", "--json", "a\0b", image);
    assertThatThrownBy(() -> detect("--model", folder.resolve("m"), image))
        .isInstanceOf(CommandLine.OverwrittenOptionException.class);
  }

  private void assertEnds(int exitCode, String message, Object... args) {
    assertThatThrownBy(() -> detect(args))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
        .hasMessageContaining(message);
  }

  private static int detect(Object... args) throws IOException {
    List<String> words = new ArrayList<>(List.of("--model", tinyModel().toString()));
    for (Object arg : args) words.add(arg.toString());
    DetectCommand command = new DetectCommand();
    new CommandLine(command).parseArgs(words.toArray(String[]::new));
    return command.call();
  }

  static Path tinyModel() {
    try {
      return Path.of(
          Objects.requireNonNull(
                  DetectCommandTest.class.getResource("/models/tiny_detect.torchscript"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String name, BufferedImage image) throws IOException {
    String format = name.substring(name.lastIndexOf('.') + 1);
    return Files.write(folder.resolve(name), Pictures.encode(image, format));
  }
}
