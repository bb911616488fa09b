package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {
  private static final String NAME = "libcuda.so.1";

  @TempDir private Path root;
  private Path absent;

  @BeforeEach
  void names() {
    absent = root.resolve("absent");
  }

  @Test
  void findsNothingWhereNothingIs() {
    assertThat(libraries(null, absent, absent).find(NAME)).isEmpty();
    assertThat(libraries("", absent, absent).find(NAME)).isEmpty();
  }

  @Test
  void looksInTheFoldersOfTheSearchPath() throws IOException {
    Path file = library("second");
    String path = root.resolve("first") + File.pathSeparator + file.getParent();

    assertThat(libraries(path, absent, absent).find(NAME)).contains(file);
    assertThat(libraries(path, absent, absent).find("libcuda.so")).isEmpty();
  }

  @Test
  void readsTheLoadersCache() throws IOException {
    Path file = library("cached");
    Path cache = root.resolve("ld.so.cache");
    Files.writeString(cache, "glibc\0" + NAME + "\0" + file + "\0" + absent + "/libgone.so.1\0");

    assertThat(libraries(null, cache, absent).find(NAME)).contains(file);
    assertThat(libraries(null, cache, absent).find("libgone.so.1")).isEmpty();
    assertThat(libraries(null, cache, absent).find("cuda.so.1")).isEmpty();
  }

  @Test
  void looksInTheUsualFolders() throws IOException {
    Path file = library("usual");

    SharedLibraries libraries =
        new SharedLibraries(null, absent, List.of(absent, file.getParent()), absent);
    assertThat(libraries.find(NAME)).contains(file);
  }

  @Test
  void knowsWhatIsLoadedAlready() throws IOException {
    Path maps = root.resolve("maps");
    Files.writeString(
        maps,
        """
        7f00-7f01 r-xp 00000000 00:00 0
        7f01-7f02 r-xp 00000000 fe:00 12  /opt/some where/libcuda.so.1
        """);

    assertThat(libraries(null, absent, maps).find(NAME))
        .contains(Path.of("/opt/some where/libcuda.so.1"));
    assertThat(libraries(null, absent, maps).find("so.1")).isEmpty();
  }

  @Test
  void asksThisProcess() {
    boolean isLinux = Files.exists(Path.of("/proc/self/maps"));

    assertThat(SharedLibraries.ofThisProcess().find("libjvm.so").isPresent()).isEqualTo(isLinux);
    assertThat(SharedLibraries.ofThisProcess().find("libno-such-thing.so.1")).isEmpty();
  }

  private SharedLibraries libraries(String searchPath, Path cache, Path maps) {
    return new SharedLibraries(searchPath, cache, List.of(), maps);
  }

  private Path library(String folder) throws IOException {
    return Files.createFile(Files.createDirectories(root.resolve(folder)).resolve(NAME));
  }
}
