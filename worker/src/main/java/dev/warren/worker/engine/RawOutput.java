package dev.warren.worker.engine;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A lane's borrowed output, valid until that lane's next run or close.
 *
 * @param data direct float32 in native order, row-major, of exactly the product of {@code shape}
 *     elements from index 0
 * @param shape for example {@code [count, 84, 8400]}
 */
public record RawOutput(FloatBuffer data, long[] shape) {
  @Override
  public String toString() {
    return "RawOutput" + Arrays.toString(shape);
  }
}
