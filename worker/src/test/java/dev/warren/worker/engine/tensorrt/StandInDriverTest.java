package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warren.worker.testing.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real bindings and libraries on a machine without a GPU: with a driver that says so, compiled
 * here, and without one. Runs where a build with the profile {@code gpu} put them on the class
 * path; the first time, they are unpacked, some 3 GB:
 *
 * <pre>
 * ./mvnw -Pgpu -pl worker -am test -Dtest=StandInDriverTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StandInDriverTest {
  private static final String BINDING = "/org/bytedeco/cuda/linux-x86_64/libjnicudart.so";
  private static final int NO_DEVICE = 100;

  /** The CUDA runtime asks for the driver's version, and for the rest by name. */
  private static final String FIRST_QUESTIONS =
      """
      #include <string.h>
      int answer(void) { return %d; }
      int cuDriverGetVersion(int *version) { *version = 13010; return 0; }
      int cuGetProcAddress_v2(
          const char *name, void **f, int version, unsigned long flags, int *found) {
        *f = (void *)answer;
        if (!strcmp(name, "cuDriverGetVersion")) *f = (void *)cuDriverGetVersion;
        if (!strcmp(name, "cuGetProcAddress")) *f = (void *)cuGetProcAddress_v2;
        return 0;
      }
      int cuGetProcAddress(const char *name, void **f, int version, unsigned long flags) {
        return cuGetProcAddress_v2(name, f, version, flags, 0);
      }
      """;

  private static final Set<String> ASKED_FIRST =
      Set.of("cuDriverGetVersion", "cuGetProcAddress", "cuGetProcAddress_v2");

  @TempDir private static Path folder;

  @BeforeAll
  static void needsTheLibrariesAndNoDriver() {
    boolean hasBinding = StandInDriverTest.class.getResource(BINDING) != null;
    assumeTrue(hasBinding, "skipped: built without the profile gpu");
    boolean hasDriver = NativeProbe.OF_THIS_MACHINE.hasLibrary("libcuda.so.1");
    assumeTrue(!hasDriver, "skipped: this machine has a driver");
  }

  @Test
  void saysThatThereIsNoDriver() throws Exception {
    assertThat(run(null))
        .anyMatch(line -> line.startsWith("look: no NVIDIA driver: libcuda.so.1 is not found"))
        .contains("CUDA: libcuda.so.1 is not found");
  }

  @Test
  void survivesADriverWithoutADevice() throws Exception {
    assertThat(run(driver(NO_DEVICE)))
        .anyMatch(line -> line.startsWith("look: no CUDA device; "))
        .contains("CUDA: null", "count: 100", "TensorRT: null")
        .anyMatch(line -> line.matches("version: 10\\d{4}"))
        .anyMatch(
            line ->
                line.startsWith("runtime: createInferRuntime failed: ")
                    && line.contains("CUDA initialization failure with error: 100"))
        .last()
        .isEqualTo("done");
  }

  /** The folder of a library that has every function of the driver that the binding wants. */
  private static Path driver(int answer) throws Exception {
    Path binding = folder.resolve("libjnicudart.so");
    try (InputStream in = StandInDriverTest.class.getResourceAsStream(BINDING)) {
      Files.write(binding, in.readAllBytes());
    }
    String functions =
        tool("nm", "-D", "--undefined-only", binding.toString())
            .lines()
            .map(line -> line.strip().split("[ @]+")[1])
            .filter(name -> name.matches("cu[A-Z]\\w*") && !ASKED_FIRST.contains(name))
            .map(name -> "int %s(void) { return answer(); }\n".formatted(name))
            .collect(Collectors.joining());
    Path source = folder.resolve("driver.c");
    Files.writeString(source, FIRST_QUESTIONS.formatted(answer) + functions);
    Path library = Files.createDirectories(folder.resolve("driver")).resolve("libcuda.so.1");
    String name = "-Wl,-soname,libcuda.so.1";
    tool("gcc", "-shared", "-fPIC", name, "-o", library.toString(), source.toString());
    return library.getParent();
  }

  private static List<String> run(Path libraries) throws Exception {
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir", defaultCache());
    ProcessBuilder java =
        Processes.java(List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache), WithoutDevice.class);
    java.environment().remove("LD_LIBRARY_PATH");
    if (libraries != null) java.environment().put("LD_LIBRARY_PATH", libraries.toString());
    java.redirectError(ProcessBuilder.Redirect.INHERIT);
    return Processes.run(java).lines().toList();
  }

  private static String defaultCache() {
    return Path.of(System.getProperty("user.home"), ".javacpp", "cache").toString();
  }

  private static String tool(String... command) throws InterruptedException {
    try {
      return Processes.run(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    } catch (IOException e) {
      return abort("skipped: no " + command[0] + " here");
    }
  }
}
