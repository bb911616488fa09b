package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  @Test
  void takesTheFilesOfAFolderInOrderAndLeavesHiddenOnesOut() throws Exception {
    write("b.png", "b");
    write("a.jpg", "a");
    write(".hidden", "h");
    write("sub/c.JPEG", "c");
    write(".git/d.jpg", "d");
    assertThat(expand(folder))
        .extracting(f -> f.getFileName().toString())
        .containsExactly("a.jpg", "b.png", "c.JPEG");
    assertThat(notes).isEmpty();
  }

  @Test
  void whatIsNoPictureByItsNameIsLeftOutOfAFolderAndCounted() throws Exception {
    Path picture = write("images/a.jpg", "a");
    write("manifest.csv", "a");
    write("labels/a.txt", "a");
    write("labels/b.TXT", "b");
    write("LICENSE", "free");
    assertThat(expand(folder)).containsExactly(picture);
    assertThat(notes)
        .containsExactly(
            "4 files that are no pictures by their names are left out: 1 without ending, 1 .csv, 2"
                + " .txt; a file that is named itself is sent whatever it is");
  }

  @Test
  void aFolderWithoutPicturesIsNamedWithWhatItHoldsItself() throws Exception {
    write("one/a.jpg", "a");
    write("one/a.txt", "a");
    write("two/b.json", "b");
    List<Path> folders = List.of(folder.resolve("one"), folder.resolve("two"));
    assertThatThrownBy(() -> FileSource.expand(folders, notes::add))
        .hasMessage(folders.get(1) + ": the folder holds no pictures, but 1 .json");
  }

  @Test
  void aFileThatIsNamedItselfIsSentWhateverItIs() throws Exception {
    Path text = write("a.txt", "no picture");
    assertThat(expand(text)).containsExactly(text);
    assertThat(notes).isEmpty();
  }

  @Test
  void aLinkToAFolderIsAFolder() throws Exception {
    write("pictures/a.jpg", "a");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("pictures"));
    assertThat(expand(link)).containsExactly(link.resolve("a.jpg"));
  }

  @Test
  void aFolderInsideItselfEnds() throws Exception {
    Path file = write("a.jpg", "a");
    Files.createSymbolicLink(folder.resolve("again"), folder);
    assertThat(expand(folder)).containsExactly(file);
  }

  @Test
  void namesThePathThatIsMissingAndTheFolderThatIsEmpty() throws Exception {
    Path missing = folder.resolve("missing.jpg");
    assertThatThrownBy(() -> expand(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": no such file or folder");
    assertThatThrownBy(() -> expand(folder)).hasMessage(folder + ": the folder holds no pictures");
    write("map.json", "{}");
    assertThatThrownBy(() -> expand(folder))
        .hasMessage(folder + ": the folder holds no pictures, but 1 .json");
  }

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

  private List<Path> expand(Path path) throws IOException {
    return FileSource.expand(List.of(path), notes::add);
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
