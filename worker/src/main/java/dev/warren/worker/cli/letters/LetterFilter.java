package dev.warren.worker.cli.letters;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters are meant; all conditions hold together. */
final class LetterFilter {
  private static final int MAX_LIMIT = 1_000_000;

  /** Not --model: WARREN_MODEL names the file that a worker loads. */
  @Option(names = "--of-model", paramLabel = "NAME", description = "Of this model.")
  private String model;

  @Option(names = "--camera", paramLabel = "NAME", description = "Of this camera.")
  private String camera;

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      description =
          "Given up for this reason, by the worker (internal, malformed, crash_suspect, ...) or by"
              + " the broker (delivery_limit, expired, ...).")
  private String reason;

  @Option(names = "--id", paramLabel = "ID", description = "With this message id; repeatable.")
  private List<String> ids = List.of();

  @Parameters(paramLabel = "ID", description = "With these message ids, as --id.")
  private List<String> named = List.of();

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Given up longer ago than this, e.g. 2h.")
  private Duration olderThan;

  @Option(
      names = "--newer-than",
      paramLabel = "TIME",
      description = "Given up within this time, e.g. 10m.")
  private Duration newerThan;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "No more than the first N of them; default ${DEFAULT-VALUE}.")
  private int limit;

  /**
   * @throws IllegalArgumentException when it is out of bounds
   */
  int limit() {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit not in 1.." + MAX_LIMIT + ": " + limit);
    }
    return limit;
  }

  /** Whether no condition was given. */
  boolean meansAll() {
    return ids.isEmpty()
        && named.isEmpty()
        && Stream.of(model, camera, reason, olderThan, newerThan).allMatch(Objects::isNull);
  }

  /** A letter of unknown age is neither old nor new. */
  Predicate<DeadLetter> at(long nowMs) {
    return letter ->
        (model == null || model.equals(letter.model()))
            && (camera == null || camera.equals(letter.camera()))
            && (reason == null || reason.equals(letter.reason()) || reason.equals(letter.broker()))
            && (ids.isEmpty() && named.isEmpty()
                || ids.contains(letter.id())
                || named.contains(letter.id()))
            && (olderThan == null
                || letter.atMs() != null && nowMs - letter.atMs() > olderThan.toMillis())
            && (newerThan == null
                || letter.atMs() != null && nowMs - letter.atMs() <= newerThan.toMillis());
  }

  /**
   * @throws CommandException when an id that was asked for is not among those found, and it is not
   *     the limit that kept it out
   */
  void requireAll(List<DeadLetter> found) {
    Set<String> missing = new TreeSet<>(ids);
    missing.addAll(named);
    found.forEach(letter -> missing.remove(letter.id()));
    if (!missing.isEmpty() && found.size() < limit) {
      throw new CommandException(
          ExitCode.FAILURE, "not among the dead letters that were asked for: " + missing);
    }
  }
}
