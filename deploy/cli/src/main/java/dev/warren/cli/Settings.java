package dev.warren.cli;

import static dev.warren.cli.CommandException.usage;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values of options that the command line does not give: the environment first ({@code --max-batch}
 * reads {@code WARREN_MAX_BATCH}), then the properties file of {@code --config}. A name that no
 * command knows stops the start, for a misspelt setting must not be ignored in silence.
 */
final class Settings implements IDefaultValueProvider {
  private static final String PREFIX = "WARREN_";

  /**
   * Variables that are not options: the launcher's, the tests', and the service links that
   * Kubernetes puts into every container beside a Service called warren.
   */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "WARREN_(JAVA_OPTS|MAVEN_ARGS|HOME|TEST.*)|WARREN(_.*)?_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT|PORT_\\d.*)");

  private static final Settings NONE = new Settings(Map.of(), new Properties());

  private final Map<String, String> environment;
  private final Properties file;

  private Settings(Map<String, String> environment, Properties file) {
    this.environment = environment;
    this.file = file;
  }

  /** Lets {@code root} and its subcommands read {@code environment} and the file named there. */
  static CommandLine apply(CommandLine root, String[] args, Map<String, String> environment) {
    Set<String> known = new TreeSet<>();
    root.getSubcommands().values().forEach(command -> addLongNames(command, known));
    IDefaultValueProvider provider;
    try {
      Properties file = load(configFile(args, environment));
      rejectUnknown(known, environment, file);
      provider = new Settings(environment, file);
    } catch (CommandException e) {
      // Raised when a command is parsed, so that it is reported like every other wrong option.
      provider =
          arg -> {
            throw e;
          };
    }
    for (CommandLine command : root.getSubcommands().values()) {
      command.setDefaultValueProvider(provider);
    }
    Errors errors = new Errors(provider instanceof Settings settings ? settings : NONE);
    root.setParameterExceptionHandler(errors);
    root.setExecutionExceptionHandler(errors);
    return root;
  }

  @Override
  public String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)) {
      return null;
    }
    String value = environment.get(variable(option.longestName()));
    return value != null ? value : file.getProperty(option.longestName().substring(2));
  }

  /** Where {@link #defaultValue} has an option's value from, for messages. */
  String source(OptionSpec option) {
    String variable = variable(option.longestName());
    return environment.containsKey(variable) ? variable : "the file of --config";
  }

  /** The environment variable of an option: {@code --max-batch} is {@code WARREN_MAX_BATCH}. */
  static String variable(String option) {
    return PREFIX + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static void rejectUnknown(
      Set<String> known, Map<String, String> environment, Properties file) {
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      if (!known.contains("--" + key)) {
        throw unknown("setting '" + key + "' in the file of --config", known, "--" + key, false);
      }
    }
    for (String name : new TreeSet<>(environment.keySet())) {
      boolean ours = name.startsWith(PREFIX) && !FOREIGN.matcher(name).matches();
      if (ours && known.stream().noneMatch(option -> variable(option).equals(name))) {
        String option = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        throw unknown("environment variable " + name, known, "--" + option, true);
      }
    }
  }

  private static CommandException unknown(
      String what, Set<String> known, String option, boolean asVariable) {
    String nearest =
        Spelling.nearest(known, option)
            .map(o -> asVariable ? variable(o) : o.substring(2))
            .map(o -> "; did you mean " + o + "?")
            .orElse("");
    return usage("unknown " + what + nearest);
  }

  private static void addLongNames(CommandLine command, Set<String> names) {
    command.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
    names.removeAll(List.of("--help", "--version"));
    command.getSubcommands().values().forEach(sub -> addLongNames(sub, names));
  }

  private static String configFile(String[] args, Map<String, String> environment) {
    List<String> list = Arrays.asList(args);
    int at = list.indexOf("--config");
    if (at >= 0 && at + 1 < list.size()) {
      return list.get(at + 1);
    }
    return list.stream()
        .filter(a -> a.startsWith("--config="))
        .map(a -> a.substring("--config=".length()))
        .findFirst()
        .orElse(environment.get(variable("--config")));
  }

  private static Properties load(String file) {
    Properties properties = new Properties();
    if (file == null) {
      return properties;
    }
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw usage("--config " + file + " cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
