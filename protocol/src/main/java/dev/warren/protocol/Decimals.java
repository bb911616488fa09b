package dev.warren.protocol;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as results write them: plain, rounded half up, without trailing zeros, the same in every
 * locale.
 */
final class Decimals {
  private Decimals() {}

  static String format(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
