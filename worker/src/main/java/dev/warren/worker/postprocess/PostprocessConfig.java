package dev.warren.worker.postprocess;

/**
 * What counts as a detection.
 *
 * @param confidence kept when strictly greater
 * @param iou of two boxes of one class that overlap strictly more, only the more confident is kept
 * @param maxDetections most confident detections kept per image
 */
public record PostprocessConfig(double confidence, double iou, int maxDetections) {
  /** Ultralytics' defaults for prediction: 0.25, 0.7, 300. */
  public static final PostprocessConfig DEFAULT = new PostprocessConfig(0.25, 0.7, 300);

  public PostprocessConfig {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence not in 0..1: " + confidence);
    }
    if (!(iou >= 0 && iou <= 1)) throw new IllegalArgumentException("iou not in 0..1: " + iou);
    if (maxDetections < 1) {
      throw new IllegalArgumentException("maxDetections < 1: " + maxDetections);
    }
  }
}
