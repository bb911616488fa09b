package dev.warren.worker.engine;

import dev.warren.worker.flow.Letterbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;

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
  private final byte[] row;
  private final float[][] planeRow;
  private final byte[] padding;
  private final float[][] paddingPlaneRow;

  /** Of all lines of the batch, those whose planes hold padding already. */
  private final BitSet padded = new BitSet();

  PixelPlanes(int width, int height, int maxBatch) {
    this.width = width;
    this.height = height;
    int size = Math.multiplyExact(Math.multiplyExact(width * height, 3 * Float.BYTES), maxBatch);
    bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
    // One byte more than pixels: the last pixel is read together with it.
    row = new byte[width * 3 + 1];
    planeRow = new float[3][width];
    padding = new byte[width * 3 + 1];
    paddingPlaneRow = new float[3][width];
    Arrays.fill(padding, 0, width * 3, (byte) Letterbox.PADDING);
    split(padding, paddingPlaneRow);
  }

  /**
   * Converts the first {@code count} images of {@code pixels}.
   *
   * @return the float planes of these images; overwritten by the next call
   */
  ByteBuffer convert(ByteBuffer pixels, int count) {
    for (int line = 0; line < count * height; line++) {
      pixels.get(line * width * 3, row, 0, width * 3);
      if (!Arrays.equals(row, padding)) {
        split(row, planeRow);
        put(line, planeRow);
        padded.clear(line);
      } else if (!padded.get(line)) {
        put(line, paddingPlaneRow);
        padded.set(line);
      }
    }
    int size = count * 3 * width * height * Float.BYTES;
    return bytes.slice(0, size).order(ByteOrder.nativeOrder());
  }

  private void put(int line, float[][] planes) {
    int image = line / height;
    int at = (image * 2 * height + line) * width; // two planes more for each image before
    for (float[] plane : planes) {
      floats.put(at, plane);
      at += width * height;
    }
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
