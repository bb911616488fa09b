package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/rabbitmq/setup.sh} says where curl fails; {@code ComposeIT} lets it work. */
class SetUpScriptTest {
  @TempDir Path tools;

  /** With a curl that ends so. */
  private Run setUp(int exitCode) throws Exception {
    Tool.executable(tools.resolve("curl"), "#!/bin/sh\ncat >/dev/null\nexit " + exitCode + "\n");
    List<String> command = new ArrayList<>(List.of("env", "RABBITMQ_URL=http://broker:15672"));
    ComposeSite.SETTINGS.forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(List.of("MODEL=m", "PATH=" + tools + ":" + System.getenv("PATH")));
    command.addAll(List.of("sh", "setup.sh", "definitions.json"));
    return Tool.run(Tool.ROOT.resolve("deploy/rabbitmq"), command.toArray(String[]::new));
  }

  @Test
  void aBrokerThatDoesNotAnswerIsSaidSo() throws Exception {
    for (int curls : new int[] {6, 7, 28}) {
      Run run = setUp(curls);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.output())
          .startsWith("setup: no answer from http://broker:15672: ")
          .doesNotContain("401");
      assertThat(run.output().lines()).hasSize(1);
    }
  }

  @Test
  void oneThatRefusesIsSaidSo() throws Exception {
    Run run = setUp(22);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).startsWith("setup: POST definitions failed; 401 means");
  }
}
