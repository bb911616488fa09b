package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of the images without building them. */
class ImagesTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern PINNED =
      Pattern.compile("[a-z0-9./-]+:[A-Za-z0-9._-]*\\d[A-Za-z0-9._-]*");

  static Stream<Dockerfile> dockerfiles() throws IOException {
    List<Dockerfile> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/docker"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".Dockerfile")).sorted().toList()) {
        all.add(Dockerfile.read(file));
      }
    }
    assertThat(all).hasSize(4);
    return all.stream();
  }

  private static boolean isWorker(Dockerfile file) {
    return file.file().getFileName().toString().startsWith("worker-");
  }

  /** Every stage that somebody may run: all but those that only build. */
  private static List<Dockerfile.Stage> runnable(Dockerfile file) {
    return file.stages().stream()
        .filter(stage -> file.latest(stage, "ENTRYPOINT") != null)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void basesArePinned(Dockerfile file) {
    for (Dockerfile.Stage stage : file.stages()) {
      if (file.isStage(stage.base())) continue;
      assertThat(stage.base()).matches(PINNED).doesNotEndWith(":latest");
    }
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void whatIsCopiedIsThere(Dockerfile file) throws IOException {
    for (Dockerfile.Stage stage : file.stages()) {
      for (String copy : stage.all("COPY")) {
        String[] words = copy.split("\\s+");
        if (words[0].startsWith("--from=")) {
          assertThat(file.isStage(words[0].substring("--from=".length()))).as(copy).isTrue();
        } else {
          assertThat(copy).isEqualTo(". .");
        }
      }
    }
    String build = String.join(" ", file.stage("build").all("RUN"));
    List<String> needed =
        new ArrayList<>(List.of("mvnw", "bin/warren", "deploy/docker/jvm.options"));
    if (isWorker(file)) {
      needed.addAll(List.of("deploy/docker/healthcheck.sh", "deploy/docker/natives.sh"));
    }
    for (String used : needed) {
      assertThat(build).contains(used);
      assertThat(ROOT.resolve(used)).exists();
      assertThat(isInContext(used)).as("%s is not ignored", used).isTrue();
    }
    for (String used :
        List.of(
            "pom.xml",
            ".mvn/jvm.config",
            "worker/pom.xml",
            "loadtest/pom.xml",
            "deploy/cli/pom.xml",
            "deploy/demo-model/warren-demo.onnx")) {
      assertThat(isInContext(used)).as("%s is not ignored", used).isTrue();
    }
    for (String other : List.of(".git/config", ".env", "yolo11n.onnx", "worker/target/a.jar")) {
      assertThat(isInContext(other)).as("%s is ignored", other).isFalse();
    }
  }

  /** In the stage where Maven runs: an argument of another one would be empty there. */
  @ParameterizedTest
  @MethodSource("dockerfiles")
  void theCommitReachesTheBuild(Dockerfile file) throws IOException {
    List<Dockerfile.Instruction> build = file.stage("build").instructions();
    int maven = 0;
    while (!build.get(maven).arguments().contains("./mvnw")) maven++;
    assertThat(build.subList(0, maven))
        .contains(new Dockerfile.Instruction("ARG", "REVISION=unknown"));
    String property = "warren.revision";
    assertThat(build.get(maven).arguments()).contains(" -D" + property + "=\"$REVISION\" ");
    assertThat(Files.readString(ROOT.resolve("pom.xml"))).contains("<" + property + ">");
    assertThat(
            Files.readString(
                ROOT.resolve("deploy/cli/src/main/resources/dev/warren/cli/build.properties")))
        .contains("${" + property + "}");
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void everyStageIsOfUse(Dockerfile file) {
    String text = file.stages().toString();
    for (Dockerfile.Stage stage : file.stages()) {
      boolean used =
          stage == file.last()
              || text.contains("--from=" + stage.name() + " ")
              || file.stages().stream().anyMatch(other -> other.base().equals(stage.name()));
      assertThat(used).as(stage.name()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void runsAsANumberThatIsNotRoot(Dockerfile file) {
    assertThat(runnable(file)).isNotEmpty().contains(file.last());
    for (Dockerfile.Stage stage : runnable(file)) {
      assertThat(file.latest(stage, "USER")).as(stage.name()).matches("[1-9]\\d*:[1-9]\\d*");
    }
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void javaGetsTheSignalsAndSomebodyAsksAfterItsHealth(Dockerfile file) {
    for (Dockerfile.Stage stage : runnable(file)) {
      // No shell in between, and the launcher replaces itself by Java.
      assertThat(file.latest(stage, "ENTRYPOINT")).isEqualTo("[\"/opt/warren/bin/warren\"]");
      String check = file.latest(stage, "HEALTHCHECK");
      if (isWorker(file)) assertThat(check).contains("[\"/opt/warren/bin/healthcheck.sh\"]");
      else assertThat(check).isEqualTo("NONE"); // it serves nothing that could be asked
      assertThat(file.latest(stage, "EXPOSE") != null).isEqualTo(isWorker(file));
    }
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void settingsAreOptionsAndNoneIsASecret(Dockerfile file) {
    Set<String> known =
        Warren.commandLine().getSubcommands().values().stream()
            .flatMap(command -> command.getCommandSpec().options().stream())
            .map(option -> "WARREN" + option.longestName().substring(1))
            .map(name -> name.replaceAll("-+", "_").toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (Dockerfile.Stage stage : file.stages()) {
      for (String env : stage.all("ENV")) {
        assertThat(env).doesNotContainIgnoringCase("passw").doesNotContainIgnoringCase("amqp://");
        for (String pair : env.split("\\s+")) {
          String name = pair.substring(0, pair.indexOf('='));
          if (name.startsWith("WARREN_")) assertThat(known).contains(name);
        }
      }
    }
  }

  /** By the rules of .dockerignore that are in use: the last one that fits decides. */
  private static boolean isInContext(String path) throws IOException {
    boolean in = true;
    for (String line : Files.readAllLines(ROOT.resolve(".dockerignore"))) {
      if (line.isBlank() || line.startsWith("#")) continue;
      boolean back = line.startsWith("!");
      String pattern = line.substring(back ? 1 : 0);
      String regex =
          pattern.replace(".", "\\.").replace("**/", "(.*/)?").replaceAll("(?<!\\.)\\*", "[^/]*");
      if (Pattern.compile("(" + regex + ")(/.*)?").matcher(path).matches()) in = back;
    }
    return in;
  }
}
