package dev.warren.worker.engine;

/** How a model lays out its raw output. A is the number of anchors, K the number of kept boxes. */
public enum Head {
  /**
   * {@code [N, 4 + classes, A]}: rows of centre x, centre y, width, height in input pixels, then
   * one row of sigmoid scores per class. YOLOv8 and YOLO11; needs non-maximum suppression.
   */
  DETECT,
  /**
   * {@code [N, K, 6]}: rows of x1, y1, x2, y2 in input pixels, confidence and class id. YOLOv10,
   * YOLO26 and exports with {@code nms=True}; overlaps are already removed.
   */
  END_TO_END
}
