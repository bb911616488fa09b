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

  private Path linked(String name) throws IOException {
    Path script = root.resolve("bin/" + name);
    Tool.executable(script, Tool.text("bin/" + name));
    return Files.createSymbolicLink(folder.resolve(name), script);
  }
}
