package dev.warren.loadtest;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which model looks at the frames: its name on the broker, where workers take its file. */
public final class ModelOption {
  private static final List<String> ENDINGS = List.of(".onnx", ".torchscript");

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description =
          "Which model looks at the frames, by the name that its worker serves it under: first word of"
              + " the routing key.")
  private String name;

  /**
   * @throws CommandException when it is a model's file
   */
  public String name() {
    boolean isFile =
        ENDINGS.stream()
            .anyMatch(
                e -> name.endsWith(e) || name.contains("/") && Files.exists(Path.of(name + e)));
    if (!isFile) return name;
    String file = Path.of(name).getFileName().toString();
    throw usage(
        "--model is a file, not a name: '%s'; its worker serves it as '%s', unless by --model-name"
            .formatted(name, file.replaceFirst("\\.(onnx|torchscript)$", "")));
  }
}
