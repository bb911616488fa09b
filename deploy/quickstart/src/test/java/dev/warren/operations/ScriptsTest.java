package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts of {@code bin} that build by themselves, up to the build, which is a stand-in here. */
class ScriptsTest {
  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void checkout() throws IOException {
    root = Files.createDirectories(folder.resolve("checkout")).toRealPath();
    Tool.executable(root.resolve("mvnw"), "#!/bin/sh\necho \"built in $(pwd -P)\"\nexit 7\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuzz", "jmh", "soak"})
  void aLinkToAScriptFindsItsCheckout(String name) throws Exception {
    Run run = Tool.run(folder, linked(name).toString());
    assertThat(run.output()).isEqualTo("built in " + root + "\n");
    assertThat(run.exitCode()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fuzz", "jmh", "soak"})
  void helpSaysWhatAScriptDoesAndDoesNothingElse(String name) throws Exception {
    Run run = Tool.run(folder, linked(name).toString(), "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("bin/" + name).doesNotContain("built in", "#");
    assertThat(run.output().lines()).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soak abc",
        "soak --bogus",
        "soak 0s",
        "soak 30",
        "soak 30s1h",
        "soak 30m 30m",
        "fuzz --guided",
        "fuzz --guided json",
        "fuzz --guided x json",
        "fuzz --guided 600 json headers",
      })
  void whatIsWrongIsSaidBeforeTheBuild(String line) throws Exception {
    String[] words = line.split(" ");
    words[0] = linked(words[0]).toString();
    Run run = Tool.run(folder, words);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output().lines()).singleElement().asString().contains(": not ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soak", "soak 90s", "soak 1h30m", "fuzz --guided 600 json", "fuzz --x 1"})
  void whatIsRightIsBuilt(String line) throws Exception {
    String[] words = line.split(" ");
    words[0] = linked(words[0]).toString();
    assertThat(Tool.run(folder, words).output()).isEqualTo("built in " + root + "\n");
  }

  private Path linked(String name) throws IOException {
    Path script = root.resolve("bin/" + name);
    Tool.executable(script, Tool.text("bin/" + name));
    return Files.createSymbolicLink(folder.resolve(name), script);
  }
}
