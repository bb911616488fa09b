package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCommandTest {
  @TempDir Path folder;

  private WarrenProcess.End prune(String time) {
    return WarrenRun.of(Map.of(), "compile", "--prune", time, "--plan-cache", folder.toString());
  }

  /** On any machine, and without a model. */
  @Test
  void prunesPlans() throws Exception {
    Path old = Files.createFile(folder.resolve("ab12-fp16-b8-01.plan"));
    Path used = Files.createFile(folder.resolve("ab12-fp16-b8-02.plan"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(31))));
    WarrenProcess.End end = prune("720h");
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.OK);
    assertThat(end.out().lines()).containsExactly(old.toString());
    assertThat(end.err()).contains("1 plan deleted from " + folder);
    assertThat(old).doesNotExist();
    assertThat(used).exists();
  }

  /** Of a plan that is in use, the use may show no later than a day ago. */
  @Test
  void doesNotPruneWhatMayBeInUse() throws Exception {
    Path file = Files.createFile(folder.resolve("ab12-fp16-b8-01.plan"));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
    WarrenProcess.End end = prune("24h");
    assertThat(end.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(end.err()).contains("prune < 48 h");
    assertThat(file).exists();
  }
}
