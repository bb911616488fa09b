package dev.warren.worker.testing;

import java.nio.file.Path;

/** The descriptions that are committed with the project. */
public final class SimulatedModels {
  private SimulatedModels() {}

  /** 640x640, batches of up to 16. */
  public static Path t4() {
    return file("t4-yolo11n");
  }

  /** 640x640, batches of up to 32. */
  public static Path h200() {
    return file("h200-yolo11n");
  }

  /** 128x128, batches of up to 32, takes no time. */
  public static Path noOp() {
    return file("no-op");
  }

  private static Path file(String name) {
    return TestData.checkout().resolve("deploy/simulated/" + name + ".simulated");
  }
}
