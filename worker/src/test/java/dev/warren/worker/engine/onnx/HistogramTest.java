package dev.warren.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static final int LEVELS = 127;

  @Test
  void evenlySpreadNumbersKeepTheirWholeRange() {
    Histogram histogram = new Histogram();
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) values[i] = (i % 2 == 0 ? 1 : -1) * i * 3e-5f;
    histogram.add(FloatBuffer.wrap(values));
    assertThat(histogram.bestRange(LEVELS)).isCloseTo(99_999 * 3e-5f, within(0.05f));
  }

  @Test
  void aLoneOutlierIsCutOff() {
    Random random = new Random(3);
    float[] values = new float[1_000_000];
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    values[0] = 40;
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(values));
    float range = histogram.bestRange(LEVELS);
    assertThat(range).isBetween(3f, 8f);
    assertThat(loss(values, range))
        .isLessThan(loss(values, range * 0.8f))
        .isLessThan(loss(values, range * 1.25f))
        .isLessThan(loss(values, 40));
  }

  @Test
  void theOrderDoesNotMatter() {
    float[] rising = new float[5000];
    for (int i = 0; i < rising.length; i++) rising[i] = (float) Math.exp(i / 250.0 - 10);
    float[] falling = new float[rising.length];
    for (int i = 0; i < rising.length; i++) falling[i] = rising[rising.length - 1 - i];
    Histogram one = new Histogram();
    Histogram other = new Histogram();
    for (float value : rising) one.add(FloatBuffer.wrap(new float[] {value}));
    other.add(FloatBuffer.wrap(falling));
    assertThat(one.bestRange(LEVELS)).isEqualTo(other.bestRange(LEVELS)).isPositive();
  }

  @Test
  void nothingButZerosHasNoRange() {
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.allocate(100));
    assertThat(histogram.bestRange(LEVELS)).isZero();
    assertThat(new Histogram().bestRange(LEVELS)).isZero();
  }

  @Test
  void takesEveryFiniteNumberAndNoOther() {
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(new float[] {Float.MIN_VALUE, Float.MAX_VALUE, -0f, -1}));
    assertThat(histogram.bestRange(LEVELS)).isPositive().isFinite();
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> histogram.add(FloatBuffer.wrap(new float[] {1, value})))
          .withMessage("holds " + value);
    }
  }

  private static double loss(float[] values, float range) {
    double step = range / LEVELS;
    double sum = 0;
    for (float value : values) {
      double level = Math.max(-LEVELS, Math.min(LEVELS, Math.rint(value / step)));
      sum += (value - level * step) * (value - level * step);
    }
    return sum;
  }
}
