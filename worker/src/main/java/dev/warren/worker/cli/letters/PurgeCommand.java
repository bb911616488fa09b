package dev.warren.worker.cli.letters;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.common.Counted;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren dead-letters purge}. */
@Command(name = "purge", description = "Deletes frames for good.")
final class PurgeCommand implements Callable<Integer> {
  @Mixin private AmqpOptions amqp;
  @Mixin private LetterFilter filter;
  @Mixin private LetterOutput output;

  @Option(names = "--yes", description = "Really; without it they are only shown.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    int limit = filter.limit();
    long now = System.currentTimeMillis();
    List<DeadLetter> letters;
    try (DeadLetterQueue queue = DeadLetterQueue.open(amqp.config(), amqp.topology())) {
      letters = queue.each(filter.at(now), limit, (letter, message) -> yes);
    }
    output.print(letters, now, System.out);
    if (!yes && !letters.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--yes is missing: it would delete these " + letters.size());
    }
    System.err.printf("%s deleted%n", Counted.of(letters.size(), "dead letter"));
    filter.requireAll(letters);
    return ExitCode.OK;
  }
}
