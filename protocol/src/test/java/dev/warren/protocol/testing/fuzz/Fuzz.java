package dev.warren.protocol.testing.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    FuzzArguments asked = null;
    try {
      asked = FuzzArguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage());
      System.exit(2);
    }
    for (Map.Entry<String, Long> entry : asked.counts().entrySet()) {
      if (asked.seedsTo() != null) writeSeeds(entry.getKey(), asked.seedsTo());
      else run(entry.getKey(), asked.seed(), asked.first(), entry.getValue());
    }
    System.exit(0); // whatever threads a library has left
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
