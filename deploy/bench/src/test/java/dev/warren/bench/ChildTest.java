package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir Path folder;

  /** Starts a process that does nothing, says which, and waits for its own end. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      try (Child child =
          Child.start("idle", folder, null, List.of(), Idle.class.getName(), List.of())) {
        System.out.println(child.pid());
        Thread.sleep(TimeUnit.HOURS.toMillis(1));
      }
    }
  }

  static final class Idle {
    private Idle() {}

    public static void main(String[] arguments) throws Exception {
      Thread.sleep(TimeUnit.HOURS.toMillis(1));
    }
  }

  @Test
  void nobodyOutlivesAParentThatIsTerminated() throws Exception {
    List<String> command =
        Child.command(List.of(), Parent.class.getName(), List.of(folder.toString()));
    Process parent = new ProcessBuilder(command).start();
    ProcessHandle child = ProcessHandle.of(firstNumber(parent)).orElseThrow();
    try {
      parent.destroy();
      assertThat(child.onExit().get(1, TimeUnit.MINUTES)).isNotNull();
    } finally {
      child.destroyForcibly();
      parent.destroyForcibly();
    }
  }

  private static long firstNumber(Process process) throws IOException {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      return Long.parseLong(out.readLine());
    }
  }
}
