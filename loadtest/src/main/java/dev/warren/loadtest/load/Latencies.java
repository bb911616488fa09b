package dev.warren.loadtest.load;

import dev.warren.loadtest.report.LoadReport;
import dev.warren.protocol.Timings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The window's times in microseconds, to three digits. Not thread-safe. */
final class Latencies {
  private final Histogram detected = micros();
  private final Histogram all = micros();
  private final Histogram overhead = micros();
  private final Histogram confirm = micros();
  private final Histogram sendLag = micros();
  private final Histogram decode = micros();
  private final Histogram batchWait = micros();
  private final Histogram inference = micros();
  private final Histogram postprocess = micros();

  static Histogram micros() {
    return new Histogram(3);
  }

  void sendLag(long micros) {
    sendLag.recordValue(micros);
  }

  void confirm(long micros) {
    confirm.recordValue(micros);
  }

  void notDetected(long micros) {
    all.recordValue(micros);
  }

  /**
   * @param timings as the worker says; or null
   */
  void detected(long micros, Timings timings) {
    all.recordValue(micros);
    detected.recordValue(micros);
    if (timings == null) return;
    record(decode, timings.decodeMs());
    record(batchWait, timings.batchWaitMs());
    record(inference, timings.inferenceMs());
    record(postprocess, timings.postprocessMs());
    if (timings.decodeMs() == null
        || timings.inferenceMs() == null
        || timings.postprocessMs() == null) return;
    double work = timings.decodeMs() + timings.inferenceMs() + timings.postprocessMs();
    overhead.recordValue(Math.max(0, micros - Micros.ofMillis(work)));
  }

  Map<String, Histogram> ends() {
    Map<String, Histogram> map = new LinkedHashMap<>();
    map.put(LoadReport.LATENCY, detected.copy());
    map.put(LoadReport.LATENCY_ALL, all.copy());
    map.put(LoadReport.OVERHEAD, overhead.copy());
    map.put(LoadReport.CONFIRM, confirm.copy());
    map.put(LoadReport.SEND_LAG, sendLag.copy());
    return map;
  }

  Map<String, Histogram> stages() {
    Map<String, Histogram> map = new LinkedHashMap<>();
    map.put("decode", decode.copy());
    map.put("batch_wait", batchWait.copy());
    map.put("inference", inference.copy());
    map.put("postprocess", postprocess.copy());
    return map;
  }

  private static void record(Histogram histogram, Double millis) {
    if (millis != null) histogram.recordValue(Micros.ofMillis(millis));
  }
}
