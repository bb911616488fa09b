package dev.warren.protocol.testing.fuzz;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The command line of {@code bin/fuzz}.
 *
 * @param counts inputs by target, in the order of the line; every target where it names none
 * @param first number of the first input
 * @param seedsTo where seeds are to be written, in place of a run; or null
 */
record FuzzArguments(Map<String, Long> counts, long seed, long first, Path seedsTo) {
  /**
   * @throws IllegalArgumentException naming what is not understood
   */
  static FuzzArguments parse(String... args) {
    Map<String, Long> counts = new LinkedHashMap<>();
    long seed = 1;
    long first = 0;
    Path seedsTo = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--seed" -> seed = number(args, ++i);
        case "--from" -> first = number(args, ++i);
        case "--write-seeds" -> seedsTo = Path.of(value(args, ++i));
        default -> {
          boolean counted = args[i].startsWith("--");
          String name = counted ? args[i].substring(2) : args[i];
          long usual = FuzzTargets.named(name).usualCount();
          // A name alone adds a target, and takes nothing back from one that has its count.
          if (counted) counts.put(name, number(args, ++i));
          else counts.putIfAbsent(name, usual);
        }
      }
    }
    if (counts.isEmpty()) {
      for (String name : FuzzTargets.names()) {
        counts.put(name, (long) FuzzTargets.named(name).usualCount());
      }
    }
    return new FuzzArguments(counts, seed, first, seedsTo);
  }

  private static long number(String[] args, int at) {
    String text = value(args, at);
    if (text.matches("\\d{1,18}")) return Long.parseLong(text);
    throw new IllegalArgumentException(args[at - 1] + " is no number from 0 on: '" + text + "'");
  }

  private static String value(String[] args, int at) {
    if (at < args.length) return args[at];
    throw new IllegalArgumentException(args[at - 1] + " has no value");
  }
}
