package dev.warren.protocol.testing.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bin/fuzz}: runs targets one after the other and says what became of their inputs. Exit
 * status 1: an input was not taken as it should; 2: usage; 3: an input did not come to an end.
 */
final class Fuzz {
  /** Where inputs that found something are put. */
  private static final Path FOLDER = Path.of("target/fuzz");

  private Fuzz() {}

  public static void main(String[] args) throws Exception {
    Map<String, Long> counts = new LinkedHashMap<>();
    long seed = 1;
    long first = 0;
    Path seedsTo = null;
    try {
      for (int i = 0; i < args.length; i++) {
        switch (args[i]) {
          case "--seed" -> seed = Long.parseLong(value(args, ++i));
          case "--from" -> first = Long.parseLong(value(args, ++i));
          case "--write-seeds" -> seedsTo = Path.of(value(args, ++i));
          default -> {
            boolean counted = args[i].startsWith("--");
            String name = counted ? args[i].substring(2) : args[i];
            long usual = FuzzTargets.named(name).usualCount();
            counts.put(name, counted ? Long.parseLong(value(args, ++i)) : usual);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage());
      System.exit(2);
    }
    if (counts.isEmpty()) {
      for (String name : FuzzTargets.names()) {
        counts.put(name, (long) FuzzTargets.named(name).usualCount());
      }
    }
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      if (seedsTo != null) writeSeeds(entry.getKey(), seedsTo);
      else run(entry.getKey(), seed, first, entry.getValue());
    }
    System.exit(0); // whatever threads a library has left
  }

  private static String value(String[] args, int at) {
    if (at < args.length) return args[at];
    throw new IllegalArgumentException(args[at - 1] + " has no value");
  }

  private static void run(String name, long seed, long first, long count) throws IOException {
    Files.createDirectories(FOLDER);
    try (FuzzTarget target = FuzzTargets.named(name);
        RunningInput running = new RunningInput(FOLDER.resolve("running"), name, seed)) {
      FuzzRun run = FuzzRun.of(target, seed, first, count, running);
      System.out.println(run);
      byte[] slowest = new Mutator(target.seeds(), seed).input(run.slowestIndex());
      Files.write(FOLDER.resolve(name + "-slowest.bin"), slowest);
    } catch (FuzzRun.Finding e) {
      Path file = FOLDER.resolve(name + "-finding.bin");
      Files.write(file, e.input());
      e.getCause().printStackTrace();
      System.err.println("fuzz: " + e.getMessage() + "\nfuzz: the input is in " + file);
      System.exit(1);
    }
  }

  private static void writeSeeds(String name, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<byte[]> seeds;
    try (FuzzTarget target = FuzzTargets.named(name)) {
      seeds = new ArrayList<>(target.seeds());
    }
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve(name + "-" + i), seeds.get(i));
    }
  }
}
