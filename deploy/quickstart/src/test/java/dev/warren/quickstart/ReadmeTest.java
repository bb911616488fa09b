package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the README says of commands, options, defaults and files is so. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Map<String, CommandLine> COMMANDS = Warren.commandLine().getSubcommands();

  private final String readme;

  ReadmeTest() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  private List<MatchResult> all(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE).matcher(readme).results().toList();
  }

  private static Map<String, OptionSpec> options(String command) {
    String[] words = command.split(" ");
    assertThat(COMMANDS).containsKey(words[0]);
    CommandLine found = COMMANDS.get(words[0]);
    if (words.length > 1) found = found.getSubcommands().get(words[1]);
    return found.getCommandSpec().optionsMap();
  }

  @Test
  void everyCommandLineInItIsValid() {
    List<MatchResult> lines =
        all("^    bin/warren +(\\w+(?: (?:run|capacity|autoscale-sim))?)([^#\\n]*)");
    assertThat(lines).hasSizeGreaterThan(4);
    for (MatchResult line : lines) {
      for (MatchResult option :
          Pattern.compile("--[a-z-]+").matcher(line.group(2)).results().toList()) {
        assertThat(options(line.group(1))).as(line.group()).containsKey(option.group());
      }
    }
  }

  @Test
  void everyEnvironmentVariableInItBelongsToAnOption() {
    Set<String> variables =
        COMMANDS.values().stream()
            .flatMap(c -> c.getCommandSpec().options().stream())
            .map(o -> "WARREN_" + o.longestName().substring(2).replace('-', '_'))
            .map(v -> v.toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    variables.addAll(Set.of("WARREN_JAVA_OPTS", "WARREN_MAVEN_ARGS"));
    for (MatchResult variable : all("WARREN_[A-Z_]+")) {
      assertThat(variables).contains(variable.group());
    }
  }

  @Test
  void theTableOfSettingsNamesRealOptionsAndTheirDefaults() {
    List<MatchResult> rows = all("^\\| (`--[^|]+) \\| *([^|]*?) *\\|");
    assertThat(rows).hasSizeGreaterThan(8);
    int compared = 0;
    for (MatchResult row : rows) {
      List<OptionSpec> named = new ArrayList<>();
      for (MatchResult option :
          Pattern.compile("--[a-z-]+").matcher(row.group(1)).results().toList()) {
        assertThat(options("worker")).containsKey(option.group());
        named.add(options("worker").get(option.group()));
      }
      String[] defaults = row.group(2).strip().split(", ");
      for (int i = 0; i < defaults.length; i++) {
        // "one per core" and "4 MiB" are for people; plain values must be the code's.
        if (defaults[i].matches("[0-9.]+[a-z]*")) {
          assertThat(named.get(i).defaultValue()).as(row.group()).isEqualTo(defaults[i]);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(4);
  }

  @Test
  void everyFileThatItLinksToExists() {
    for (MatchResult link : all("\\]\\(([^)#]+)\\)")) {
      if (!link.group(1).startsWith("http")) {
        assertThat(ROOT.resolve(link.group(1))).exists();
      }
    }
  }
}
