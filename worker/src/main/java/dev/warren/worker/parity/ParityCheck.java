package dev.warren.worker.parity;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a new plan beside the same model on the CPU: what one finds, the other must find, and
 * nothing else. Alone, in small batches and in full ones, for these are different kernels, and in
 * every place of a batch.
 *
 * @param canaries folder of pictures to compare on, or null for drawn ones
 */
public record ParityCheck(PlanTools.PictureReader reader, Path canaries)
    implements PlanTools.PlanCheck {
  private static final Logger log = LoggerFactory.getLogger(ParityCheck.class);

  /** Enough to tell, and on a CPU a matter of seconds. */
  private static final int MAX_PICTURES = 16;

  /** As many as TensorRT's second profile is for. */
  private static final int FEW = 8;

  /** What the CPU is sure of; of those near the threshold rounding decides. */
  private static final PostprocessConfig SURE = new PostprocessConfig(0.30, 0.7, 300);

  private static final PostprocessConfig LIKELY = new PostprocessConfig(0.15, 0.7, 300);

  @Override
  public void require(int width, int height) {
    try (PlanTools.Pictures pictures = pictures(width, height)) {
      for (int i = 0; i < compared(pictures); i++) pictures.input(i);
    }
  }

  @Override
  public void check(Engine reference, Engine built, String precision) {
    Agreement agreement = compare(reference, built);
    Agreement.Limits limits = Agreement.Limits.of(precision);
    String refusal = agreement.refusal(limits);
    if (refusal == null) {
      log.info(
          "the {} plan of {} agrees with the CPU: {}", precision, built.spec().name(), agreement);
      if (!agreement.hasDetections()) warnOfNoDetections(built, precision, agreement);
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

  private void warnOfNoDetections(Engine built, String precision, Agreement agreement) {
    log.warn(
        "the {} plan of {} was NOT COMPARED ON ANY DETECTION: the CPU is sure of none on {}, so"
            + " that scores and likeliest boxes have to do ({}); give pictures of your cameras with"
            + " --canaries",
        precision,
        built.spec().name(),
        canaries == null ? "drawn pictures" : canaries,
        agreement);
  }

  Agreement compare(Engine reference, Engine built) {
    ModelSpec spec = reference.spec();
    Agreement agreement = new Agreement();
    Letterbox whole = new Letterbox(spec.inputWidth(), spec.inputHeight(), 1, 0, 0);
    try (PlanTools.Pictures pictures = pictures(spec.inputWidth(), spec.inputHeight());
        Lane cpu = reference.openLane();
        Lane gpu = built.openLane()) {
      Postprocessor sure = new Postprocessor(spec, SURE);
      Postprocessor likely = new Postprocessor(built.spec(), LIKELY);
      LikelyBoxes boxes = new LikelyBoxes(spec);
      List<Expected> expected = new ArrayList<>();
      int size = spec.imageBytes();
      for (int i = 0; i < compared(pictures); i++) {
        cpu.input().put(0, pictures.input(i), 0, size);
        expected.add(Expected.of(cpu.run(1), sure, likely, whole, boxes));
      }
      for (int batch : batches(built.spec().maxBatch())) {
        for (int first = 0; first < expected.size(); first += batch) {
          for (int place = 0; place < batch; place++) {
            ByteBuffer picture = pictures.input((first + place) % expected.size());
            gpu.input().put(place * size, picture, 0, size);
          }
          RawOutput actual = gpu.run(batch);
          for (int place = 0; place < batch; place++) {
            Expected wanted = expected.get((first + place) % expected.size());
            agreement.add(wanted.sure(), wanted.likely(), likely.detections(actual, place, whole));
            agreement.addScores(spec, wanted.head(), actual, place);
            for (LikelyBoxes.Likely box : wanted.boxes()) {
              agreement.addBox(box, boxes.counterpart(box, actual, place));
            }
          }
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

  /** What the CPU makes of one picture. */
  private record Expected(
      List<Detection> sure, List<Detection> likely, float[] head, List<LikelyBoxes.Likely> boxes) {
    static Expected of(
        RawOutput output,
        Postprocessor sure,
        Postprocessor likely,
        Letterbox whole,
        LikelyBoxes boxes) {
      float[] head = new float[(int) (output.shape()[1] * output.shape()[2])];
      output.data().get(0, head);
      return new Expected(
          sure.detections(output, 0, whole),
          likely.detections(output, 0, whole),
          head,
          boxes.of(output, 0));
    }
  }

  /** One of each kind of kernels that a plan may have: for one, for few and for many images. */
  public static Set<Integer> batches(int most) {
    return new TreeSet<>(List.of(1, Math.min(FEW, most), most));
  }

  private static int compared(PlanTools.Pictures pictures) {
    return Math.min(MAX_PICTURES, pictures.count());
  }

  private PlanTools.Pictures pictures(int width, int height) {
    return canaries == null
        ? new DrawnPictures(width, height)
        : reader.read(canaries, width, height);
  }
}
