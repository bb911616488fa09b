package dev.warren.worker.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Turns uint8 RGB rows of pixels into float32 planes of 0..1, as the network wants them: image
 * after image, red plane, green plane, blue plane. Owns the float buffer. One thread.
 */
final class PixelPlanes {
  /** {@code level / 255f}: the exact quotient, as Ultralytics has it, which no product gives. */
  private static final float[] UNIT = new float[256];

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  static {
    for (int i = 0; i < UNIT.length; i++) UNIT[i] = i / 255f;
  }

  private final int width;
  private final int height;
  private final ByteBuffer bytes;
  private final FloatBuffer floats;
  private final float[][] planeRow;
  private byte[] row;
  private byte[] rowAbove;

  PixelPlanes(int width, int height, int maxBatch) {
    this.width = width;
    this.height = height;
    int size = Math.multiplyExact(Math.multiplyExact(width * height, 3 * Float.BYTES), maxBatch);
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    planeRow = new float[3][width];
    // One byte more than pixels: the last pixel is read together with it.
    row = new byte[width * 3 + 1];
    rowAbove = new byte[width * 3 + 1];
  }

  /**
   * Converts the first {@code count} images of {@code pixels}.
   *
   * @return the float planes of these images; overwritten by the next call
   */
  ByteBuffer convert(ByteBuffer pixels, int count) {
    int plane = width * height;
    for (int line = 0; line < count * height; line++) {
      pixels.get(line * width * 3, row, 0, width * 3);
      // Padding is many equal rows: what the last one became is still there.
      if (line == 0 || !Arrays.equals(row, rowAbove)) split(row, planeRow);
      int image = line / height;
      int at = image * 3 * plane + (line - image * height) * width;
      for (int channel = 0; channel < 3; channel++) {
        floats.put(at + channel * plane, planeRow[channel]);
      }
      byte[] above = row;
      row = rowAbove;
      rowAbove = above;
    }
    return bytes.slice(0, count * 3 * plane * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  /** Reads each pixel at once, with a fourth byte that it passes over. */
  private static void split(byte[] row, float[][] planes) {
    float[] red = planes[0];
    float[] green = planes[1];
    float[] blue = planes[2];
    for (int x = 0; x < red.length; x++) {
      int pixel = (int) FOUR_BYTES.get(row, 3 * x);
      red[x] = UNIT[pixel & 0xff];
      green[x] = UNIT[pixel >>> 8 & 0xff];
      blue[x] = UNIT[pixel >>> 16 & 0xff];
    }
  }
}
