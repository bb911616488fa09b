package dev.warren.worker.cli;

import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.parity.ParityCheck;
import dev.warren.worker.parity.PictureFolder;

/** What every command that may build a plan brings along. */
final class Planning {
  private Planning() {}

  static PlanTools tools(TensorRtConfig config) {
    return new PlanTools(
        PictureFolder::open, new ParityCheck(PictureFolder::open, config.canaries()));
  }
}
