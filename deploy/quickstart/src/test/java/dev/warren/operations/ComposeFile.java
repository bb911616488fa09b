package dev.warren.operations;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code docker-compose.yml} with its variables filled in, as far as it goes: what each service
 * starts, and with what. A test compares it with what docker-compose reads.
 */
final class ComposeFile {
  static final Path FILE = Tool.ROOT.resolve("docker-compose.yml");

  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\$|\\$\\{([A-Z_]+)(?::([-?])([^}]*))?}");
  private static final Pattern MOUNT = Pattern.compile("(\\.?/.*):(/[^:]*):ro");

  /**
   * What one service starts.
   *
   * @param mounts files and folders of the checkout, by where the container has them
   */
  record Service(
      List<String> entrypoint,
      List<String> command,
      Map<String, String> environment,
      Map<String, Path> mounts) {
    /** The same words, where the files are. */
    String moved(String text) {
      String result = text;
      for (Map.Entry<String, Path> mount : mounts.entrySet()) {
        result = result.replace(mount.getKey(), mount.getValue().toString());
      }
      return result;
    }

    /** What the container has at this path. */
    Path at(String path) {
      Path found = mounts.get(path);
      if (found == null) throw new AssertionError("nothing is mounted at " + path);
      return found;
    }
  }

  private final Map<String, Object> services;

  private ComposeFile(Map<String, Object> services) {
    this.services = services;
  }

  /**
   * @param variables as {@code .env} gives them
   */
  static ComposeFile read(Map<String, String> variables) throws Exception {
    String text =
        VARIABLE
            .matcher(Files.readString(FILE))
            .replaceAll(match -> Matcher.quoteReplacement(value(match, variables)));
    return new ComposeFile(
        YamlFile.map(YamlFile.documents(text, FILE.toString()).get(0).get("services")));
  }

  private static String value(java.util.regex.MatchResult match, Map<String, String> variables) {
    if (match.group().equals("$$")) return "$";
    String given = variables.getOrDefault(match.group(1), "");
    if (!given.isEmpty()) return given;
    if ("-".equals(match.group(2))) return match.group(3);
    throw new AssertionError(match.group(1) + " is missing");
  }

  List<String> names() {
    return List.copyOf(services.keySet());
  }

  /** All that is said of a service. */
  Map<String, Object> raw(String name) {
    if (!services.containsKey(name)) throw new AssertionError("no service " + name);
    return YamlFile.map(services.get(name));
  }

  Service service(String name) {
    Map<String, Object> service = raw(name);
    Map<String, String> environment = new LinkedHashMap<>();
    Object given = service.getOrDefault("environment", Map.of());
    YamlFile.map(given).forEach((key, value) -> environment.put(key, String.valueOf(value)));
    Map<String, Path> mounts =
        texts(service.get("volumes"))
            .map(MOUNT::matcher)
            .filter(Matcher::matches)
            .collect(
                Collectors.toMap(m -> m.group(2), m -> Tool.ROOT.resolve(m.group(1)).normalize()));
    return new Service(
        texts(service.get("entrypoint")).toList(),
        texts(service.get("command")).toList(),
        environment,
        mounts);
  }

  private static Stream<String> texts(Object list) {
    return list == null ? Stream.of() : ((List<?>) list).stream().map(String::valueOf);
  }
}
