package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import dev.warren.faults.scenario.Scenario;
import dev.warren.faults.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the page says of the scenarios and of the command is so. */
class ReadmeTest {
  private static final List<Scenario> ALL =
      Scenarios.all(Duration.ofSeconds(60), Duration.ofSeconds(6));

  private static String page() throws Exception {
    return Files.readString(Path.of("README.md"));
  }

  @Test
  void theyAreNumberedThroughout() {
    assertThat(ALL.stream().map(scenario -> scenario.id()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, ALL.size()).boxed().toList());
  }

  @Test
  void theTableHasThemAll() throws Exception {
    List<String> lines = page().lines().toList();
    for (Scenario scenario : ALL) {
      assertThat(lines)
          .contains(
              "| %d | %s | %s |".formatted(scenario.id(), scenario.name(), scenario.expected()));
    }
  }

  @Test
  void everyOptionInItExists() throws Exception {
    var options = Warren.commandLine().getSubcommands().get("verify-faults").getCommandSpec();
    Pattern.compile("verify-faults[^#\\n]*")
        .matcher(page())
        .results()
        .flatMap(line -> Pattern.compile("--[a-z-]+").matcher(line.group()).results())
        .forEach(option -> assertThat(options.optionsMap()).containsKey(option.group()));
  }
}
