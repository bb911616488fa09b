package dev.warren.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads YAML strictly: a key that is there twice is an error. */
final class YamlFile {
  private YamlFile() {}

  /** All documents in a file, each of them a mapping. */
  static List<Map<String, Object>> documents(Path file) {
    try {
      return documents(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param origin for what goes wrong
   */
  static List<Map<String, Object>> documents(String text, String origin) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    try {
      for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
        documents.add(map(document));
      }
    } catch (RuntimeException e) {
      throw new AssertionError(origin + ": " + e.getMessage(), e);
    }
    return documents;
  }

  static Map<String, Object> only(Path file) {
    List<Map<String, Object>> documents = documents(file);
    if (documents.size() != 1) throw new AssertionError(file + ": not one document");
    return documents.get(0);
  }

  /** All rules of a file in {@code deploy/prometheus}. */
  static List<Map<String, Object>> rules(String file) {
    Path path = Tool.ROOT.resolve("deploy/prometheus").resolve(file);
    return maps(only(path).get("groups")).stream()
        .flatMap(group -> maps(group.get("rules")).stream())
        .toList();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object node) {
    if (node instanceof Map<?, ?> map) return (Map<String, Object>) map;
    throw new AssertionError("not a mapping: " + node);
  }

  /** The mappings of a list; none where there is no list. */
  static List<Map<String, Object>> maps(Object node) {
    if (node == null) return List.of();
    if (!(node instanceof List<?> list)) throw new AssertionError("not a list: " + node);
    return list.stream().map(YamlFile::map).toList();
  }
}
