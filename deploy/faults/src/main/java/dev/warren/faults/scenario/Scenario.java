package dev.warren.faults.scenario;

/**
 * One kind of fault, and what must come of it.
 *
 * @param id its number in the table of scenarios
 * @param expected in one line, with the figures
 * @param needsCluster whether its broker has three nodes instead of one
 */
public record Scenario(
    int id, String name, String expected, boolean needsCluster, Injection injection) {
  /** Injects the faults of one round and checks what is special to them. */
  @FunctionalInterface
  public interface Injection {
    void run(Round round) throws Exception;
  }
}
