package dev.warren.quickstart;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.warren.loadtest.gateway.GatewayListener;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Each camera's newest answered picture and figures, for the page. Pictures are held until their
 * answer comes, in bounded number. Thread-safe.
 */
final class CameraBoard implements GatewayListener {
  /** Pictures that wait for their answer; beyond it the page shows fewer of them. */
  private static final int WAITING = 256;

  private static final long MAX_LATENCY_MS = 3_600_000;

  /** A page may ask for a picture just after a newer one has come. */
  private static final int KEPT_PER_CAMERA = 4;

  /** One camera as the page shows it; {@code newest} is null before its first answer. */
  record View(
      String name,
      long published,
      long detected,
      long skipped,
      long failed,
      long latencyMs,
      long p50Ms,
      long p99Ms,
      @JsonIgnore FrameResult.Detected newest) {}

  private static final class Camera {
    private long published;
    private long detected;
    private long skipped;
    private long failed;
    private long latencyMs;
    private final Histogram latencies = new Histogram(MAX_LATENCY_MS, 2);
    private FrameResult.Detected newest;
    private final Map<Long, byte[]> pictures = bounded(KEPT_PER_CAMERA);

    View view(String name) {
      return new View(
          name,
          published,
          detected,
          skipped,
          failed,
          latencyMs,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(99),
          newest);
    }
  }

  private final Map<String, Camera> cameras = new LinkedHashMap<>();
  private final Map<String, byte[]> waiting = bounded(WAITING);

  CameraBoard(List<String> names) {
    names.forEach(name -> cameras.put(name, new Camera()));
  }

  @Override
  public synchronized void offered(FrameRequest frame) {
    waiting.put(frame.id(), frame.image());
  }

  @Override
  public synchronized void confirmed(FrameRequest frame) {
    cameras.get(frame.camera()).published++;
  }

  @Override
  public synchronized void failed(FrameRequest frame, Throwable cause) {
    waiting.remove(frame.id());
  }

  @Override
  public synchronized void dropped(FrameRequest frame) {
    waiting.remove(frame.id());
  }

  /** A first answer to a frame of ours. */
  synchronized void answered(ReceivedResult received, long receivedAtMs) {
    FrameResult result = received.result();
    Camera camera = cameras.get(result.frame().camera());
    byte[] picture = waiting.remove(result.frame().requestId());
    if (camera == null) {
      return;
    }
    if (result instanceof FrameResult.Detected detected) {
      camera.detected++;
      camera.latencyMs = receivedAtMs - detected.frame().capturedAtMs();
      camera.latencies.recordValue(Math.max(0, Math.min(camera.latencyMs, MAX_LATENCY_MS)));
      long seq = detected.frame().seq();
      if (picture != null && (camera.newest == null || seq > camera.newest.frame().seq())) {
        camera.newest = detected;
        camera.pictures.put(seq, picture);
      }
    } else if (result instanceof FrameResult.Skipped) {
      camera.skipped++;
    } else {
      camera.failed++;
    }
  }

  /** All cameras, in the order of their names at the start. */
  synchronized List<View> views() {
    List<View> views = new ArrayList<>();
    cameras.forEach((name, camera) -> views.add(camera.view(name)));
    return views;
  }

  /** An answered picture, or null when it is no longer or not yet here. */
  synchronized byte[] picture(String camera, long seq) {
    Camera found = cameras.get(camera);
    return found == null ? null : found.pictures.get(seq);
  }

  /** Forgets the oldest entry when there is one too many. */
  static <K, V> Map<K, V> bounded(int capacity) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
      }
    };
  }
}
