package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers in {@code bin}, with a stand-in for Java that prints how it was called. */
class LaunchScriptTest {
  @TempDir Path folder;
  private Path root;
  private Path jdk;

  @BeforeEach
  void builtOnesWithSpacesInTheirPaths() throws Exception {
    root = Files.createDirectory(folder.resolve("a clone"));
    Files.createDirectory(root.resolve("lib")); // then nothing is built
    jdk = folder.resolve("a jdk");
    Tool.executable(jdk.resolve("bin/java"), "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
    for (String script : new String[] {"warren", "quickstart", "bench", "verify-faults"}) {
      String text = Tool.text("bin/" + script);
      Tool.executable(root.resolve("bin").resolve(script), text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "bench", "verify-faults"})
  void aLinkToALauncherFindsWhatLiesBesideIt(String script) throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("bin/" + script));
    Run run = run(link, "--duration", "two words");
    assertThat(run.output())
        .contains("<-cp><" + root.resolve("lib") + "/*><dev.warren.cli.Warren><" + script + ">")
        .endsWith("<--duration><two words>");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aJavaThatIsTooOldIsNamed() throws Exception {
    Map<String, String> old = Map.of("11.0.2", "11", "1.8.0_402", "8", "16", "16");
    for (String version : old.keySet()) {
      Run run = runOn(version);
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.output())
          .startsWith("warren: " + jdk + "/bin/java is Java " + old.get(version) + ": ")
          .contains("17 or newer");
    }
    for (String version : new String[] {"17", "25.0.1"}) {
      assertThat(runOn(version).exitCode()).as(version).isZero();
    }
  }

  private Run runOn(String version) throws Exception {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return run(root.resolve("bin/warren"), "--version");
  }

  private Run run(Path script, String... arguments) throws Exception {
    String[] command = new String[3 + arguments.length];
    command[0] = "env";
    command[1] = "JAVA_HOME=" + jdk;
    command[2] = script.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return Tool.run(folder, command);
  }
}
