package dev.warren.worker.parity;

import dev.warren.worker.engine.PlanTools;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Pictures of no camera, the same every time: coloured discs and boxes on a gradient, with grain. A
 * model may see nothing in them, but its scores are compared all the same.
 */
final class DrawnPictures implements PlanTools.Pictures {
  private static final int COUNT = 8;
  private static final int SHAPES = 24;
  private static final int GRAIN = 16;

  private final int width;
  private final int height;
  private final ByteBuffer pixels;

  DrawnPictures(int width, int height) {
    this.width = width;
    this.height = height;
    pixels = ByteBuffer.allocateDirect(width * height * 3);
  }

  @Override
  public int count() {
    return COUNT;
  }

  @Override
  public ByteBuffer input(int index) {
    return draw(new Random(index));
  }

  @Override
  public void close() {}

  private ByteBuffer draw(Random random) {
    int[] far = color(random);
    int[] near = color(random);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int level = far[c] + (near[c] - far[c]) * y / height;
          put(x, y, c, level + random.nextInt(GRAIN));
        }
      }
    }
    for (int i = 0; i < SHAPES; i++) shape(random);
    return pixels.clear();
  }

  private void shape(Random random) {
    int centreX = random.nextInt(width);
    int centreY = random.nextInt(height);
    int radiusX = 1 + random.nextInt(Math.max(1, width / 6));
    int radiusY = 1 + random.nextInt(Math.max(1, height / 6));
    boolean round = random.nextBoolean();
    int[] color = color(random);
    for (int y = Math.max(0, centreY - radiusY); y < Math.min(height, centreY + radiusY); y++) {
      for (int x = Math.max(0, centreX - radiusX); x < Math.min(width, centreX + radiusX); x++) {
        double dx = (x - centreX) / (double) radiusX;
        double dy = (y - centreY) / (double) radiusY;
        if (round && dx * dx + dy * dy > 1) continue;
        for (int c = 0; c < 3; c++) put(x, y, c, color[c]);
      }
    }
  }

  private void put(int x, int y, int channel, int level) {
    pixels.put((y * width + x) * 3 + channel, (byte) Math.min(255, level));
  }

  private static int[] color(Random random) {
    return new int[] {random.nextInt(240), random.nextInt(240), random.nextInt(240)};
  }
}
