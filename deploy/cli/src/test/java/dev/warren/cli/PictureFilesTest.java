package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
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
            "--source leaves out 4 files whose name does not end as a picture's: 2 .txt, 1 without"
                + " ending, 1 .csv; a file that is named itself is taken");
  }

  @Test
  void ofManyEndingsSomeAreTold() throws Exception {
    write("a.jpg", "a");
    for (int i = 0; i < 1_000; i++) write("frame." + i, "f");
    expand(folder);
    assertThat(notes).singleElement().asString().contains("1000 files", ", ...; a file");
    assertThat(notes.get(0)).hasSizeLessThan(200);
  }

  @Test
  void anEndingIsPrintable() throws Exception {
    write("evil.\u001b[31m\nred", "e");
    assertThatThrownBy(() -> PictureFiles.find(List.of(folder)))
        .message()
        .doesNotContain("\u001b", "\n");
  }

  @Test
  void aFolderThatCannotBeReadIsNamedWithTheReason() throws Exception {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, Set.of());
    Assumptions.assumeFalse(Files.isReadable(locked), "root reads everything");
    assertThatThrownBy(() -> PictureFiles.find(List.of(locked)))
        .hasMessage(locked + ": the folder cannot be read: permission denied");
  }

  @Test
  void aFolderWithoutPicturesIsNamedWithWhatItHoldsItself() throws Exception {
    write("one/a.jpg", "a");
    write("one/a.txt", "a");
    write("two/b.json", "b");
    List<Path> folders = List.of(folder.resolve("one"), folder.resolve("two"));
    assertThatThrownBy(() -> PictureFiles.find(folders))
        .hasMessage(folders.get(1) + ": the folder holds no pictures, but 1 .json");
  }

  @Test
  void aFileThatIsNamedItselfIsTakenWhateverItIs() throws Exception {
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
  void aCommandNamesItsOption() {
    Path missing = folder.resolve("none");
    assertThatThrownBy(() -> PictureFiles.of("--source", List.of(missing), notes::add))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--source " + missing + ": no such file or folder");
    assertThatThrownBy(() -> PictureFiles.of("", List.of(missing), notes::add))
        .hasMessage(missing + ": no such file or folder");
  }

  private List<Path> expand(Path path) throws IOException {
    PictureFiles found = PictureFiles.find(List.of(path));
    found.note().ifPresent(note -> notes.add("--source " + note));
    return found.files();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
