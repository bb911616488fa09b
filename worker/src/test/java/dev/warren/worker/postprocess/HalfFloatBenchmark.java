package dev.warren.worker.postprocess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What downloading a head as half floats would cost a core: one frame's {@code [84, 8400]} from
 * half to float by a table, beside what a copy of it takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HalfFloatBenchmark {
  private static final int ELEMENTS = 84 * 8400;
  private static final float[] TABLE = new float[1 << 16];

  private final ShortBuffer halfs = direct(Short.BYTES).asShortBuffer();
  private final FloatBuffer floats = direct(Float.BYTES).asFloatBuffer();
  private final FloatBuffer others = direct(Float.BYTES).asFloatBuffer();

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(ELEMENTS * bytes).order(ByteOrder.nativeOrder());
  }

  @Setup
  public void fill() {
    for (int i = 0; i < TABLE.length; i++) TABLE[i] = value(i);
    Random random = new Random(5);
    for (int i = 0; i < ELEMENTS; i++) halfs.put(i, (short) random.nextInt(0x3C00)); // 0 to 1
  }

  /** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
  private static float value(int half) {
    int exponent = half >>> 10 & 31;
    float fraction = (half & 1023) / 1024f;
    float magnitude =
        exponent == 0
            ? Math.scalb(fraction, -14)
            : exponent == 31
                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : Math.scalb(1 + fraction, exponent - 15);
    return half >>> 15 == 0 ? magnitude : -magnitude;
  }

  @Benchmark
  public FloatBuffer baseline() {
    return floats.put(0, others, 0, ELEMENTS);
  }

  @Benchmark
  public FloatBuffer halfToFloat() {
    for (int i = 0; i < ELEMENTS; i++) floats.put(i, TABLE[halfs.get(i) & 0xFFFF]);
    return floats;
  }
}
