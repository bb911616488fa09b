package dev.warren.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Dockerfile, read strictly: what is not understood throws. */
record Dockerfile(Path file, List<Stage> stages) {
  private static final List<String> KNOWN =
      List.of(
          "ARG WORKDIR COPY RUN LABEL ENV USER VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD"
              .split(" "));

  /**
   * @param base an image or the name of an earlier stage
   * @param name or ""
   */
  record Stage(String base, String name, List<Instruction> instructions) {
    List<String> all(String keyword) {
      return instructions.stream()
          .filter(i -> i.keyword().equals(keyword))
          .map(Instruction::arguments)
          .toList();
    }
  }

  record Instruction(String keyword, String arguments) {}

  static Dockerfile read(Path file) throws IOException {
    List<Stage> stages = new ArrayList<>();
    for (String line : logicalLines(Files.readAllLines(file))) {
      String[] words = line.split("\\s+", 2);
      if (words.length < 2) throw new IllegalArgumentException(file + ": " + line);
      if (words[0].equals("FROM")) {
        String[] from = words[1].split("\\s+");
        if (from.length != 3 || !from[1].equals("AS")) {
          throw new IllegalArgumentException(file + ": not FROM image AS name: " + line);
        }
        stages.add(new Stage(from[0], from[2], new ArrayList<>()));
      } else if (KNOWN.contains(words[0]) && !stages.isEmpty()) {
        stages.get(stages.size() - 1).instructions().add(new Instruction(words[0], words[1]));
      } else {
        throw new IllegalArgumentException(file + ": not wanted here: " + line);
      }
    }
    return new Dockerfile(file, stages);
  }

  /** Without comments and empty lines, continued ones joined. */
  private static List<String> logicalLines(List<String> lines) {
    List<String> result = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String line : lines) {
      String text = line.strip();
      if (text.startsWith("#") || text.isEmpty() && open.isEmpty()) continue;
      boolean continued = text.endsWith("\\");
      open.append(continued ? text.substring(0, text.length() - 1) : text).append(' ');
      if (continued) continue;
      result.add(open.toString().strip());
      open.setLength(0);
    }
    if (!open.isEmpty()) throw new IllegalArgumentException("ends in mid-line: " + open);
    return result;
  }

  Stage last() {
    return stages.get(stages.size() - 1);
  }

  Stage stage(String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(file + ": no stage " + name));
  }

  boolean isStage(String name) {
    return stages.stream().anyMatch(stage -> stage.name().equals(name));
  }

  /** The value that a setting has at a stage's end, its base's included; or null. */
  String latest(Stage stage, String keyword) {
    List<String> own = stage.all(keyword);
    if (!own.isEmpty()) return own.get(own.size() - 1);
    return isStage(stage.base()) ? latest(stage(stage.base()), keyword) : null;
  }
}
