package dev.warren.worker.cli.letters;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.common.Counted;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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
    Predicate<DeadLetter> wanted = filter.at(now);
    AtomicInteger looked = new AtomicInteger();
    List<DeadLetter> letters;
    try (DeadLetterQueue queue = DeadLetterQueue.open(amqp.config(), amqp.topology())) {
      letters =
          queue.each(
              letter -> {
                looked.incrementAndGet();
                return wanted.test(letter);
              },
              limit,
              (letter, message) -> false);
    }
    output.print(letters, now, System.out);
    String more = letters.size() == limit ? "; there may be more: --limit" : "";
    // A misspelt reason or camera is none to the broker: what else is there shows it.
    String of = looked.get() == letters.size() ? "" : letters.size() + " of ";
    System.err.printf("%s%s%s%n", of, Counted.of(looked.get(), "dead letter"), more);
    return ExitCode.OK;
  }
}
