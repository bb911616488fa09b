package dev.warren.worker.parity;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.Detection;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a new plan beside the same model on the CPU: what one finds, the other must find. Alone and
 * in full batches, for these are different kernels.
 */
public final class ParityCheck implements PlanTools.PlanCheck {
  private static final Logger log = LoggerFactory.getLogger(ParityCheck.class);

  /** Enough to tell, and on a CPU a matter of seconds. */
  private static final int MAX_PICTURES = 32;

  /** What the CPU is sure of; of those near the threshold rounding decides. */
  private static final PostprocessConfig SURE = new PostprocessConfig(0.30, 0.7, 300);

  private static final PostprocessConfig LIKELY = new PostprocessConfig(0.15, 0.7, 300);

  private final PlanTools.PictureReader reader;
  private final Path canaries;

  /**
   * @param canaries folder of pictures to compare on, or null for drawn ones
   */
  public ParityCheck(PlanTools.PictureReader reader, Path canaries) {
    this.reader = requireNonNull(reader, "reader");
    this.canaries = canaries;
  }

  @Override
  public void check(Engine reference, Engine built, String precision) {
    Agreement agreement = compare(reference, built);
    Agreement.Limits limits = Agreement.Limits.of(precision);
    String refusal = agreement.refusal(limits);
    if (refusal == null) {
      log.info(
          "the {} plan of {} agrees with the CPU: {}", precision, built.spec().name(), agreement);
      return;
    }
    throw new ModelException(
        "%s: the %s plan does not find what the model finds on the CPU: %s (%s on %s); use another --precision, or pictures of your cameras with --canaries"
            .formatted(
                built.spec().name(),
                precision,
                refusal,
                agreement,
                canaries == null ? "drawn pictures" : canaries));
  }

  Agreement compare(Engine reference, Engine built) {
    ModelSpec spec = reference.spec();
    Agreement agreement = new Agreement();
    Letterbox whole = new Letterbox(spec.inputWidth(), spec.inputHeight(), 1, 0, 0);
    try (PlanTools.Pictures pictures = pictures(spec);
        Lane cpu = reference.openLane();
        Lane gpu = built.openLane()) {
      Postprocessor sure = new Postprocessor(spec, SURE);
      Postprocessor likely = new Postprocessor(built.spec(), LIKELY);
      for (int i = 0; i < Math.min(MAX_PICTURES, pictures.count()); i++) {
        ByteBuffer picture = pictures.input(i);
        cpu.input().put(0, picture, 0, spec.imageBytes());
        RawOutput expected = cpu.run(1);
        List<Detection> found = sure.detections(expected, 0, whole);
        for (int batch : batches(built)) {
          for (int place = 0; place < batch; place++) {
            gpu.input().put(place * spec.imageBytes(), picture, 0, spec.imageBytes());
          }
          RawOutput actual = gpu.run(batch);
          int last = batch - 1; // the place that is furthest from a batch of one
          agreement.add(found, likely.detections(actual, last, whole));
          agreement.addScores(spec, expected, 0, actual, last);
        }
      }
      return agreement;
    } catch (EngineException e) {
      throw new ModelException(
          "%s: failed while a new plan was compared with it: %s"
              .formatted(spec.name(), e.getMessage()),
          e);
    }
  }

  private static List<Integer> batches(Engine built) {
    int most = built.spec().maxBatch();
    return most == 1 ? List.of(1) : List.of(1, most);
  }

  private PlanTools.Pictures pictures(ModelSpec spec) {
    if (canaries == null) return new DrawnPictures(spec.inputWidth(), spec.inputHeight());
    return reader.read(canaries, spec.inputWidth(), spec.inputHeight());
  }
}
