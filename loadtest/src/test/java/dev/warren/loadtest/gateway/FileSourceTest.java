package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;

  @Test
  void aFileIsACameraOfItsOwnUnlessOneIsNamed() throws Exception {
    Path file = write("Gate 3 (north).v2.jpg", "x");
    assertThat(all(new FileSource(List.of(file), null, false)))
        .containsExactly("Gate 3 (north).v2.jpg of Gate-3-north-v2");
    assertThat(all(new FileSource(List.of(file), "gate", false)))
        .containsExactly("Gate 3 (north).v2.jpg of gate");
  }

  @Test
  void emptyAndMissingFilesAreNamedAndPassedOver() throws Exception {
    Path empty = write("empty.jpg", "");
    Path gone = folder.resolve("gone.jpg");
    Path good = write("good.jpg", "x");
    FileSource source = new FileSource(List.of(empty, gone, good), "c", false);
    assertThatThrownBy(source::next).hasMessage(empty + ": the file is empty");
    assertThatThrownBy(source::next).hasMessage(gone + ": the file is gone");
    assertThat(source.next()).isPresent();
    assertThat(source.next()).isEmpty();
  }

  /** The broker would close the connection, and every other frame would pay for it. */
  @Test
  void aFileThatNoBrokerTakesIsPassedOver() throws Exception {
    Path file = write("large.bmp", "x");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((16 << 20) + 1);
    }
    FileSource source = new FileSource(List.of(file), "c", false);
    assertThatThrownBy(source::next).hasMessage(file + ": larger than 16 MiB: 16777217");
  }

  @Test
  void aLoopOverUnreadableFilesEnds() throws Exception {
    FileSource source = new FileSource(List.of(write("empty.jpg", "")), "c", true);
    assertThatThrownBy(source::next).isInstanceOf(UnreadableFrameException.class);
    assertThat(source.next()).isEmpty();
  }

  @Test
  void loopsWhenAskedTo() throws Exception {
    FileSource source = new FileSource(List.of(write("a", "1"), write("b", "2")), null, true);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      names.add(source.next().orElseThrow().name());
    }
    assertThat(names).containsExactly("a", "b", "a", "b", "a");
  }

  @Test
  void idsHoldTheNameAndStayWithinTheLimit() {
    assertThat(MessageIds.of("run", 3, "a.jpg")).isEqualTo("run/3/a.jpg");
    assertThat(MessageIds.of("run", 3, "a\nb")).isEqualTo("run/3/a?b");
    assertThat(MessageIds.of("run", 3, "a\u0085b")).isEqualTo("run/3/a?b"); // no frame may have it
    String longest = MessageIds.of("run", 3, "\uD83D\uDE97".repeat(200));
    assertThat(longest.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(255);
    assertThat(longest).endsWith("\uD83D\uDE97");
    assertThat(MessageIds.newRun()).isNotEqualTo(MessageIds.newRun());
  }

  private static List<String> all(FrameSource source) throws UnreadableFrameException {
    List<String> list = new ArrayList<>();
    for (var frame = source.next(); frame.isPresent(); frame = source.next()) {
      list.add(frame.get().name() + " of " + frame.get().camera());
    }
    return list;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
