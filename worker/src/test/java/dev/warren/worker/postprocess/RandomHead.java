package dev.warren.worker.postprocess;

import java.nio.FloatBuffer;
import java.util.Random;

/**
 * Two images of crowded random boxes in 3 classes, some of them copies of others, some of equal
 * score.
 */
final class RandomHead {
  private RandomHead() {}

  static void fill(FloatBuffer data, int anchors, Random random) {
    for (int image = 0; image < 2; image++) {
      int base = image * 7 * anchors;
      for (int a = 0; a < anchors; a++) {
        boolean copy = a > 0 && random.nextInt(4) == 0;
        for (int row = 0; row < 7; row++) {
          int at = base + row * anchors + a;
          float fresh =
              row < 2 ? random.nextInt(120) : row < 4 ? 1 + random.nextInt(80) : score(random);
          data.put(at, copy && row < 4 ? data.get(at - 1) : fresh);
        }
      }
    }
  }

  private static float score(Random random) {
    return random.nextInt(3) == 0 ? random.nextInt(8) / 8f : random.nextFloat();
  }
}
