package dev.warren.worker.postprocess;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression within each class, with the limits of <a
 * href="https://github.com/ultralytics/ultralytics/blob/v8.3.58/ultralytics/utils/ops.py">Ultralytics'
 * {@code non_max_suppression}</a>. Boxes of different classes never meet, which is what its offset
 * of 7680 pixels per class is for, without the offset's rounding. One thread.
 */
final class Suppression {
  private static final int MAX_CANDIDATES = 30_000;
  private static final int NONE = -1;

  private final float iou;
  private final int[] kept;

  /** Newest kept rank of each class, and the one kept before it: a list per class. */
  private final int[] newest;

  private final int[] before;

  Suppression(PostprocessConfig config, int classes) {
    iou = (float) config.iou();
    kept = new int[config.maxDetections()];
    before = new int[config.maxDetections()];
    newest = new int[classes];
  }

  /**
   * Finds the boxes to keep, most confident first.
   *
   * @return how many; see {@link #kept}
   */
  int run(Candidates boxes) {
    Arrays.fill(newest, NONE);
    int candidates = Math.min(boxes.sort(), MAX_CANDIDATES);
    int count = 0;
    for (int rank = 0; rank < candidates && count < kept.length; rank++) {
      int box = boxes.ranked(rank);
      int classId = boxes.classId[box];
      if (overlaps(boxes, box, newest[classId])) continue;
      kept[count] = box;
      before[count] = newest[classId];
      newest[classId] = count++;
    }
    return count;
  }

  /** Index of a kept box, until the next run. */
  int kept(int rank) {
    return kept[rank];
  }

  private boolean overlaps(Candidates boxes, int box, int newestKept) {
    for (int k = newestKept; k != NONE; k = before[k]) {
      if (boxes.iou(kept[k], box) > iou) return true;
    }
    return false;
  }
}
