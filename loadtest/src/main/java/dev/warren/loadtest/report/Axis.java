package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a plot, from 0.
 *
 * @param max where it ends
 */
record Axis(double max, List<Tick> ticks) {
  /** A labelled place. */
  record Tick(double at, String label) {}

  /** Round numbers, five or so, that reach {@code max}. */
  static Axis linear(double max) {
    double top = max > 0 ? max : 1;
    double step = Math.pow(10, Math.floor(Math.log10(top / 4)));
    for (int factor : new int[] {2, 5, 10}) {
      if (top / step > 6) step = step * factor / (factor == 2 ? 1 : factor == 5 ? 2 : 5);
    }
    List<Tick> ticks = new ArrayList<>();
    int count = (int) Math.ceil(top / step - 1e-9);
    for (int i = 0; i <= count; i++) ticks.add(new Tick(i * step, label(i * step, step)));
    return new Axis(count * step, ticks);
  }

  /**
   * Percentiles as tail plots show them: as much room from 90 to 99 as from 99 to 99.9.
   *
   * @param percentile the highest that is shown, below 100
   */
  static Axis percentiles(double percentile) {
    double max = tail(percentile);
    List<Tick> ticks = new ArrayList<>();
    for (String label : new String[] {"0", "50", "90", "99", "99.9", "99.99", "99.999"}) {
      double at = tail(Double.parseDouble(label));
      if (at <= max + 1e-9) ticks.add(new Tick(at, label));
    }
    return new Axis(max, ticks);
  }

  /** Place of a percentile on such an axis: its number of nines. */
  static double tail(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private static String label(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
