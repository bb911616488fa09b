package dev.warren.worker.cli.letters;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.common.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren dead-letters replay}. */
@Command(
    name = "replay",
    description = {
      "Publishes frames again as if they were new, and takes each off the dead letters once the"
          + " broker has it.",
      "One that was answered with failed then gets a second result, under the same id."
    })
final class ReplayCommand implements Callable<Integer> {
  @Mixin private AmqpOptions amqp;
  @Mixin private LetterFilter filter;
  @Mixin private LetterOutput output;

  @Option(names = "--dry-run", description = "Only show which.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      description = "All of them; without it, or an ID or condition, they are only shown.")
  private boolean yes;

  @Override
  public Integer call() throws IOException {
    int limit = filter.limit();
    boolean asks = filter.meansAll() && !yes && !dryRun;
    boolean publishes = !dryRun && !asks;
    long now = System.currentTimeMillis();
    List<DeadLetter> done = new ArrayList<>();
    try (DeadLetterQueue queue = DeadLetterQueue.open(amqp.config(), amqp.topology())) {
      try {
        queue.each(
            filter.at(now),
            limit,
            (letter, message) -> {
              if (publishes) queue.replay(letter, message);
              done.add(letter);
              return publishes;
            });
      } finally { // those until then
        output.print(done, now, System.out);
        String what = publishes ? "published again" : "would be published again";
        System.err.printf("%s %s%n", Counted.of(done.size(), "dead letter"), what);
      }
    }
    if (asks && !done.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE, "--yes is missing, or an ID or condition: it would be all of them");
    }
    filter.requireAll(done);
    return ExitCode.OK;
  }
}
