package dev.warren.worker.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Turns uint8 RGB rows of pixels into float32 planes of 0..1, as the network wants them: image
 * after image, red plane, green plane, blue plane. Owns the float buffer. One thread.
 */
final class PixelPlanes {
  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < UNIT.length; i++) UNIT[i] = i / 255f;
  }

  private final int width;
  private final int height;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final byte[] row;
  private final float[][] planeRow;

  PixelPlanes(int width, int height, int maxBatch) {
    this.width = width;
    this.height = height;
    int size = Math.multiplyExact(Math.multiplyExact(width * height, 3 * Float.BYTES), maxBatch);
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    row = new byte[width * 3];
    planeRow = new float[3][width];
  }

  /**
   * Converts the first {@code count} images of {@code pixels}.
   *
   * @return the float planes of these images; overwritten by the next call
   */
  ByteBuffer convert(ByteBuffer pixels, int count) {
    int plane = width * height;
    for (int image = 0; image < count; image++) {
      for (int y = 0; y < height; y++) {
        int line = image * height + y;
        pixels.get(line * row.length, row);
        split();
        for (int channel = 0; channel < 3; channel++) {
          floats.put((image * 3 + channel) * plane + y * width, planeRow[channel]);
        }
      }
    }
    return bytes.slice(0, count * 3 * plane * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  private void split() {
    float[] red = planeRow[0];
    float[] green = planeRow[1];
    float[] blue = planeRow[2];
    for (int x = 0, i = 0; x < width; x++, i += 3) {
      red[x] = UNIT[row[i] & 0xff];
      green[x] = UNIT[row[i + 1] & 0xff];
      blue[x] = UNIT[row[i + 2] & 0xff];
    }
  }
}
