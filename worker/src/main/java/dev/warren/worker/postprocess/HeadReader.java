package dev.warren.worker.postprocess;

import dev.warren.worker.engine.RawOutput;

/** Reads one image's boxes out of a raw output. Not thread-safe. */
interface HeadReader {
  /** Adds every box whose confidence is strictly above the threshold. */
  void read(RawOutput output, int index, float threshold, Candidates into);
}
