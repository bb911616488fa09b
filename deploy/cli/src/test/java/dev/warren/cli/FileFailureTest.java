package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of what Java really throws, whose message is mostly the name of the file. */
class FileFailureTest {
  @TempDir Path folder;

  private static String reason(ThrowingCallable work) {
    return FileFailure.reason(catchThrowableOfType(IOException.class, work));
  }

  @Test
  void saysTheRuleAndNotTheName() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path none = folder.resolve("none");
    assertThat(reason(() -> Files.readString(none))).isEqualTo("no such file or folder");
    assertThat(reason(() -> new FileInputStream(none.toFile()).close()))
        .isEqualTo("No such file or directory");
    assertThat(reason(() -> Files.createDirectories(file)))
        .isEqualTo("a file of that name is in the way");
    assertThat(reason(() -> Files.writeString(folder, ""))).isEqualTo("Is a directory");
    assertThat(reason(() -> Files.writeString(file.resolve("below"), "")))
        .isEqualTo("Not a directory");
    assertThat(reason(() -> Files.list(file).close())).isEqualTo("it is no folder");
  }

  @Test
  void aCommandNamesTheThingAndWhatCouldNotBeDone() {
    Path none = folder.resolve("none/at/all");
    assertThatThrownBy(
            () -> {
              try {
                Files.writeString(none, "");
              } catch (IOException e) {
                throw FileFailure.usage("--json " + none, "written", e);
              }
            })
        .isInstanceOf(CommandException.class)
        .hasMessage("--json " + none + " cannot be written: no such file or folder");
  }
}
