package dev.warren.worker.cli;

import dev.warren.common.Daemons;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Spreads files over lanes. The result does not depend on how many there are. */
final class DetectRun {
  private final Engine engine;
  private final DecodeConfig limits;
  private final Postprocessor postprocessor;
  private final StageTimes times;

  DetectRun(Engine engine, DecodeConfig limits, PostprocessConfig postprocess, StageTimes times) {
    this.engine = engine;
    this.limits = limits;
    this.postprocessor = new Postprocessor(engine.spec(), postprocess);
    this.times = times;
  }

  /** One result per file, in the files' order. */
  List<FileDetections> run(List<Path> files, int lanes) {
    FileDetections[] results = new FileDetections[files.size()];
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(lanes, Daemons.numbered("detect"));
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        running.add(threads.submit(() -> work(files, next, results)));
      }
      for (Future<?> lane : running) lane.get(); // also makes the lanes' writes visible here
      return List.of(results);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void work(List<Path> files, AtomicInteger next, FileDetections[] results) {
    int batch = engine.spec().maxBatch();
    try (DetectLane lane = new DetectLane(engine, limits, postprocessor, times)) {
      for (int from; (from = next.getAndAdd(batch)) < files.size(); ) {
        List<Path> chunk = files.subList(from, Math.min(from + batch, files.size()));
        List<FileDetections> found = lane.detect(chunk);
        for (int i = 0; i < found.size(); i++) results[from + i] = found.get(i);
      }
    }
  }
}
