package dev.warren.faults.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Pictures of one color that tell the engine what they are: an uncompressed bitmap of the size of
 * the model's input, so that its pixels come to the engine as they are.
 */
public final class Picture {
  /** Width and height. */
  public static final int SIDE = 64;

  /** Levels are 1 to this. */
  public static final int LEVELS = 255;

  /** In the green channel. */
  static final byte KILLS = 1;

  /** In the green channel. */
  static final byte FAILS = 2;

  private static final int HEADER_BYTES = 54;

  private Picture() {}

  /** A harmless one: the detection's class id will be its level. */
  public static byte[] of(int level) {
    return bitmap(level, (byte) 0);
  }

  /** One that kills the process whose engine looks at it. */
  public static byte[] killer(int level) {
    return bitmap(level, KILLS);
  }

  /** One with which every run of the engine fails. */
  public static byte[] failing(int level) {
    return bitmap(level, FAILS);
  }

  private static byte[] bitmap(int level, byte command) {
    if (level < 1 || level > LEVELS) {
      throw new IllegalArgumentException("level not in 1..%d: %d".formatted(LEVELS, level));
    }
    int pixels = SIDE * SIDE * 3;
    ByteBuffer file =
        ByteBuffer.allocate(HEADER_BYTES + pixels)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 'B')
            .put((byte) 'M')
            .putInt(HEADER_BYTES + pixels)
            .putInt(0)
            .putInt(HEADER_BYTES)
            .putInt(40)
            .putInt(SIDE)
            .putInt(SIDE)
            .putShort((short) 1)
            .putShort((short) 24)
            .putInt(0)
            .putInt(pixels)
            .putInt(2835)
            .putInt(2835)
            .putInt(0)
            .putInt(0);
    byte[] bytes = file.array();
    for (int i = HEADER_BYTES; i < bytes.length; i += 3) {
      bytes[i + 1] = command; // blue, green, red
      bytes[i + 2] = (byte) level;
    }
    return bytes;
  }
}
