package dev.warren.worker.cli.letters;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.common.Counted;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code warren dead-letters list}. */
@Command(name = "list", description = "Shows what is there, oldest first; takes nothing away.")
final class ListCommand implements Callable<Integer> {
  @Mixin private AmqpOptions amqp;
  @Mixin private LetterFilter filter;
  @Mixin private LetterOutput output;

  @Override
  public Integer call() throws IOException {
    int limit = filter.limit();
    long now = System.currentTimeMillis();
    List<DeadLetter> letters;
    try (DeadLetterQueue queue = DeadLetterQueue.open(amqp.config(), amqp.topology())) {
      letters = queue.each(filter.at(now), limit, (letter, message) -> false);
    }
    output.print(letters, now, System.out);
    String more = letters.size() == limit ? "; there may be more: --limit" : "";
    System.err.printf("%s%s%n", Counted.of(letters.size(), "dead letter"), more);
    return ExitCode.OK;
  }
}
