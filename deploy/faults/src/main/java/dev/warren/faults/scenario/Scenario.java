package dev.warren.faults.scenario;

import java.util.Optional;

/** One kind of fault, and what must come of it. */
public interface Scenario {
  /**
   * @param id its number in the table of scenarios
   * @param expected in one line, with the figures
   */
  record About(int id, String name, String expected) {}

  About about();

  /** Injects the faults of one round and checks what is special to them. */
  void run(Round round) throws Exception;

  /** Whether its broker has three nodes instead of one. */
  default boolean needsCluster() {
    return false;
  }

  /** Why this, or the named part of it, cannot exist on the broker that is used. */
  default Optional<String> impossible() {
    return Optional.empty();
  }
}
