package dev.warren.protocol.testing.fuzz;

import java.util.List;
import java.util.ServiceLoader;

/** The targets on the class path. */
final class FuzzTargets {
  private FuzzTargets() {}

  /** Names of all, sorted. */
  static List<String> names() {
    return ServiceLoader.load(FuzzTarget.class).stream()
        .map(provider -> provider.get().name())
        .sorted()
        .toList();
  }

  /**
   * @throws IllegalArgumentException if there is none of that name
   */
  static FuzzTarget named(String name) {
    for (FuzzTarget target : ServiceLoader.load(FuzzTarget.class)) {
      if (target.name().equals(name)) return target;
    }
    throw new IllegalArgumentException("no target '" + name + "': one of " + names());
  }
}
