package dev.warren.operations;

import dev.warren.cli.Warren;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What a text for people in a hurry names in code style, and which of it is not there. */
final class RunbookWords {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`|(?m)^    (\\S.*)$");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:warren|process)_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
  private static final Pattern RECORDED = Pattern.compile("\\bwarren:[a-z0-9_:]+");
  private static final Pattern FILE =
      Pattern.compile("(?<![\\w./-])(?:bin|deploy|worker|protocol|loadtest)/[\\w./-]*\\w");
  private static final Pattern ON_THE_BROKER = Pattern.compile("warren[.-][a-z.-]+\\*?");

  private final CommandLine warren = Warren.commandLine();
  private final String metrics = Tool.text("worker/METRICS.md");
  private final String rules = Tool.text("deploy/prometheus/recording.rules.yml");
  private final String definitions = Tool.text("deploy/rabbitmq/definitions.json");

  /** Inline code and indented lines, without comments. */
  static List<String> code(String text) {
    return CODE.matcher(text)
        .results()
        .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
        .map(code -> code.replaceFirst(" +# .*$", ""))
        .toList();
  }

  /** What is wrong with each piece of code; empty where all of it is there. */
  List<String> problems(String text) {
    List<String> problems = new ArrayList<>();
    for (String code : code(text)) {
      Stream.of(commands(code), metrics(code), recordings(code), files(code), onTheBroker(code))
          .flatMap(List::stream)
          .forEach(problem -> problems.add("`" + code + "`: " + problem));
    }
    return problems;
  }

  /** Warren's own: whole lines, options alone, and what follows the name of a group of commands. */
  private List<String> commands(String code) {
    String[] words = code.strip().split("\\s+");
    if (words[0].equals("bin/warren"))
      return inOne(warren, List.of(words).subList(1, words.length));
    if (words[0].startsWith("--")) {
      return unknown(code, all(warren).flatMap(c -> names(c).stream()).collect(Collectors.toSet()));
    }
    return all(warren)
        .filter(c -> c.getParent() != null && c.getParent() != warren)
        .filter(c -> c.getCommandName().equals(words[0]) && words.length > 1)
        .findFirst()
        .map(c -> unknown(code, names(c)))
        .orElse(List.of());
  }

  private static List<String> inOne(CommandLine group, List<String> words) {
    if (words.isEmpty()) return List.of("names no command");
    CommandLine found = group.getSubcommands().get(words.get(0));
    if (found == null) return List.of("no command " + words.get(0));
    boolean deeper = words.size() > 1 && !found.getSubcommands().isEmpty();
    if (deeper && !words.get(1).startsWith("-"))
      return inOne(found, words.subList(1, words.size()));
    return unknown(String.join(" ", words), names(found));
  }

  private static List<String> unknown(String code, Set<String> known) {
    return OPTION
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(option -> !known.contains(option))
        .map(option -> "no option " + option)
        .toList();
  }

  private static Set<String> names(CommandLine command) {
    return command.getCommandSpec().optionsMap().keySet();
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(RunbookWords::all));
  }

  private List<String> metrics(String code) {
    List<String> problems = new ArrayList<>();
    TextQueries.bareHistograms(code)
        .forEach(name -> problems.add(name + " is a histogram: no series has that name"));
    for (MatchResult metric : METRIC.matcher(code).results().toList()) {
      String name = metric.group(1).replaceFirst("_(count|sum|bucket|max)$", "");
      String row =
          metrics
              .lines()
              .filter(line -> line.startsWith("| `" + name + "` |"))
              .findFirst()
              .orElse(null);
      if (row == null) {
        problems.add("no metric " + name);
      } else if (metric.group(2) != null) {
        LABEL
            .matcher(metric.group(2))
            .results()
            .filter(l -> !row.contains("`" + l.group(1) + "`") || !metrics.contains(l.group(2)))
            .forEach(l -> problems.add("no " + l.group() + " of " + name));
      }
    }
    return problems;
  }

  private List<String> recordings(String code) {
    return RECORDED
        .matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(name -> !rules.contains("record: " + name + "\n"))
        .map(name -> "no recording " + name)
        .toList();
  }

  private static List<String> files(String code) {
    return FILE.matcher(code)
        .results()
        .map(MatchResult::group)
        .filter(file -> !Files.exists(Tool.ROOT.resolve(Path.of(file))))
        .map(file -> "no file " + file)
        .toList();
  }

  /** Exchanges, queues and policies. */
  private List<String> onTheBroker(String code) {
    if (!ON_THE_BROKER.matcher(code).matches()) return List.of();
    String name = "\"" + code.replaceFirst("\\*$", "");
    return definitions.contains(code.endsWith("*") ? name : name + "\"")
        ? List.of()
        : List.of("not in definitions.json");
  }

  /**
   * How often each kind is named: that nothing is found must not mean that nothing was looked at.
   */
  static Map<String, Long> counts(String text) {
    List<String> code = code(text);
    return Map.of(
        "commands", code.stream().filter(c -> c.startsWith("bin/warren ")).count(),
        "options", code.stream().filter(c -> OPTION.matcher(c).find()).count(),
        "metrics", code.stream().filter(c -> METRIC.matcher(c).find()).count(),
        "recordings", code.stream().filter(c -> RECORDED.matcher(c).find()).count());
  }
}
