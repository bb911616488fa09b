package dev.warren.worker.cli;

import dev.warren.cli.FileFailure;
import dev.warren.protocol.FailReason;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.Postprocessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decoder, engine lane and postprocessor of one thread, for files. */
final class DetectLane implements AutoCloseable {
  private final DecodeConfig limits;
  private final Postprocessor postprocessor;
  private final StageTimes times;
  private final int imageBytes;
  private final FrameDecoder decoder;
  private final Lane lane;

  DetectLane(Engine engine, DecodeConfig limits, Postprocessor postprocessor, StageTimes times) {
    this.limits = limits;
    this.postprocessor = postprocessor;
    this.times = times;
    imageBytes = engine.spec().imageBytes();
    lane = engine.openLane();
    decoder = new FrameDecoder(limits, engine.spec().inputWidth(), engine.spec().inputHeight());
  }

  /** Runs up to a batch of files; one result for each, in order. */
  List<FileDetections> detect(List<Path> files) {
    FileDetections[] results = new FileDetections[files.size()];
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      Path file = files.get(i);
      long start = System.nanoTime();
      try {
        ByteBuffer pixels = lane.input().slice(slots.size() * imageBytes, imageBytes);
        slots.add(new Slot(i, file, decoder.decode(read(file), pixels)));
      } catch (DecodeException e) {
        results[i] = new FileDetections.Failed(file, e.reason(), e.getMessage());
      } catch (IOException e) {
        String detail = "cannot be read: " + FileFailure.reason(e);
        results[i] = new FileDetections.Failed(file, FailReason.INTERNAL, detail);
      }
      times.decodeNanos.add(System.nanoTime() - start);
    }
    if (!slots.isEmpty()) infer(slots, results);
    return List.of(results);
  }

  @Override
  public void close() {
    decoder.close();
    lane.close();
  }

  /**
   * Stops reading one byte past the limit: enough for the decoder to refuse the file by its size.
   */
  private byte[] read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(limits.maxBytes() + 1);
    }
  }

  private void infer(List<Slot> slots, FileDetections[] results) {
    try {
      run(slots, results);
    } catch (EngineException e) {
      // The frames that are not at fault are still answered, one by one.
      for (int i = 0; i < slots.size(); i++) {
        if (i > 0) lane.input().put(0, lane.input(), i * imageBytes, imageBytes);
        inferAlone(slots.get(i), results);
      }
    }
  }

  private void inferAlone(Slot slot, FileDetections[] results) {
    try {
      run(List.of(slot), results);
    } catch (EngineException e) {
      results[slot.place()] =
          new FileDetections.Failed(slot.file(), FailReason.ENGINE_ERROR, e.getMessage());
    }
  }

  private void run(List<Slot> slots, FileDetections[] results) throws EngineException {
    long start = System.nanoTime();
    RawOutput output = lane.run(slots.size());
    long inferred = System.nanoTime();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      Letterbox letterbox = slot.letterbox();
      results[slot.place()] =
          new FileDetections.Found(
              slot.file(),
              letterbox.imageWidth(),
              letterbox.imageHeight(),
              postprocessor.detections(output, i, letterbox));
    }
    times.inferenceNanos.add(inferred - start);
    times.postprocessNanos.add(System.nanoTime() - inferred);
  }

  /**
   * A decoded file: the list index is its place in the batch, {@code place} that in the results.
   */
  private record Slot(int place, Path file, Letterbox letterbox) {}
}
