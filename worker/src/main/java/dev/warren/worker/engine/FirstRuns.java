package dev.warren.worker.engine;

import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network's first runs show its head and the batches that it takes. */
record FirstRuns(ModelFile file, ModelMetadata metadata, Shared<CpuNetwork> network) {
  private static final Logger log = LoggerFactory.getLogger(FirstRuns.class);

  /**
   * Runs once per batch size of 1, 2, 4, ... and the largest.
   *
   * @param maxBatch as configured; 0 for the usual one, or 1 when the model fails on more
   * @throws ModelException naming the file, what is wrong with it and what to do
   */
  ModelSpec run(int maxBatch) {
    Head head = headOfOne();
    ModelSpec spec = metadata.spec(file, head, maxBatch == 0 ? EngineConfig.USUAL_BATCH : maxBatch);
    file.requireBuffer(spec.maxBatch(), (long) spec.imageBytes() * Float.BYTES);
    try (Lane lane = new CpuLane(network, spec)) {
      for (int count = 2; count < spec.maxBatch() * 2; count *= 2) {
        int size = Math.min(count, spec.maxBatch());
        try {
          long[] shape = lane.run(size).shape();
          if (head(shape, size) != head) throw anotherLayout(shape, size);
        } catch (EngineException e) {
          if (maxBatch > 0)
            throw refused(size, e, "use --max-batch 1, or export with dynamic=True");
          log.info("{} takes one image at a time", file.path());
          return metadata.spec(file, head, 1);
        }
      }
      return spec;
    }
  }

  private Head headOfOne() {
    // The head is known after the run; until then any will do.
    try (Lane lane = new CpuLane(network, metadata.spec(file, Head.DETECT, 1))) {
      return head(lane.run(1).shape(), 1);
    } catch (EngineException e) {
      throw refused(1, e, ModelFile.exportAdvice(file.path()));
    }
  }

  private Head head(long[] shape, int count) {
    return Head.of(file.path(), shape, count, metadata.classNames().size());
  }

  private ModelException anotherLayout(long[] shape, int count) {
    return new ModelException(
        "%s: output %s for %d images has another layout than for one"
            .formatted(file.path(), Arrays.toString(shape), count));
  }

  private ModelException refused(int count, EngineException cause, String advice) {
    return new ModelException(
        "%s: does not run on %d image(s) of %dx%d, the imgsz in its metadata: %s; %s"
            .formatted(
                file.path(),
                count,
                metadata.inputWidth(),
                metadata.inputHeight(),
                cause.getMessage(),
                advice),
        cause);
  }
}
