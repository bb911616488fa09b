package dev.warren.worker.benchmark;

import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * All lanes at full rate with batches of one size.
 *
 * @param batch images in a run
 * @param framesPerSecond of all lanes together
 * @param run one run of the engine, including its wait for other lanes where they share a device
 * @param stages a lane's time per frame
 * @param cpuCores processor time of the process by the clock's time
 * @param frames how many were measured
 */
public record BatchFigures(
    int batch, double framesPerSecond, Latency run, Stages stages, double cpuCores, long frames) {
  /** Means in milliseconds per frame: of a batch's run, a frame bears its part. */
  public record Stages(double decode, double inference, double postprocess) {
    public double sum() {
      return decode + inference + postprocess;
    }
  }

  static BatchFigures of(int batch, List<LaneTimes> lanes, double cpuCores) {
    Histogram runs = lanes.get(0).runs.copy();
    for (LaneTimes lane : lanes.subList(1, lanes.size())) runs.add(lane.runs);
    long frames = sum(lanes, lane -> lane.frames);
    double each = 1e6 * frames;
    Stages stages =
        new Stages(
            sum(lanes, lane -> lane.decodeNanos) / each,
            sum(lanes, lane -> lane.inferenceNanos) / each,
            sum(lanes, lane -> lane.postprocessNanos) / each);
    double rate = lanes.stream().mapToDouble(LaneTimes::framesPerSecond).sum();
    return new BatchFigures(batch, rate, Latency.of(runs), stages, cpuCores, frames);
  }

  private static long sum(List<LaneTimes> lanes, ToLongFunction<LaneTimes> what) {
    return lanes.stream().mapToLong(what).sum();
  }
}
