package dev.warren.worker.cli.letters;

import com.rabbitmq.client.GetResponse;
import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code warren dead-letters show}. */
@Command(
    name = "show",
    description = "Shows all that is known of some; takes nothing away. Can save the pictures.")
final class ShowCommand implements Callable<Integer> {
  private static final Map<String, String> ENDINGS =
      Map.of("image/jpeg", ".jpg", "image/png", ".png", "image/webp", ".webp", "image/bmp", ".bmp");

  @Mixin private AmqpOptions amqp;
  @Mixin private LetterOutput output;

  @Parameters(arity = "1..*", paramLabel = "ID", description = "Message ids.")
  private List<String> ids;

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Write the frames' bodies into this folder, as they came: 0.jpg, 1.png, ...")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    long now = System.currentTimeMillis();
    List<String> saved = new ArrayList<>();
    List<DeadLetter> letters;
    try (DeadLetterQueue queue = DeadLetterQueue.open(amqp.config(), amqp.topology())) {
      letters =
          queue.each(
              letter -> ids.contains(letter.id()),
              Integer.MAX_VALUE,
              (letter, message) -> {
                if (folder != null) saved.add(save(message, saved.size()));
                return false;
              });
    }
    if (letters.isEmpty()) {
      throw new CommandException(ExitCode.FAILURE, "no dead letter has the id " + ids);
    }
    if (output.isJson()) {
      output.print(letters, now, System.out);
    } else {
      for (DeadLetter letter : letters) LetterOutput.printAll(letter, now, System.out);
    }
    saved.forEach(file -> System.err.println("saved " + file));
    return ExitCode.OK;
  }

  /** Under a name of ours: an id may be any path. */
  private String save(GetResponse message, int number) {
    String type = String.valueOf(message.getProps().getContentType());
    Path file = folder.resolve(number + ENDINGS.getOrDefault(type, ".bin"));
    try {
      Files.createDirectories(folder);
      Files.write(file, message.getBody(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw FileFailure.usage("--save " + file, "written", e);
    }
    return file.toString();
  }
}
