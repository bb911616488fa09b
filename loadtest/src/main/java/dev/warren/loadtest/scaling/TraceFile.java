package dev.warren.loadtest.scaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A load from a CSV file: lines of {@code second,frames per second}, times rising from 0. A rate
 * holds until the next line; the last line's time is the end. A first line of words is skipped.
 */
record TraceFile(TreeMap<Integer, Double> rates) implements Demand {
  /**
   * @throws IllegalArgumentException naming the line that is not understood
   */
  static TraceFile read(Path file) throws IOException {
    TreeMap<Integer, Double> rates = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || number == 1 && line.matches("\\D.*")) continue;
      String where = file + " line " + number + ": '" + line + "'";
      String[] cells = line.strip().split("\\s*,\\s*");
      if (cells.length != 2 || !cells[0].matches("\\d{1,8}")) {
        throw new IllegalArgumentException(where + " is not SECOND,FRAMES_PER_SECOND");
      }
      int second = Integer.parseInt(cells[0]);
      if (rates.isEmpty() ? second != 0 : second <= rates.lastKey()) {
        throw new IllegalArgumentException(where + ": times must rise from 0");
      }
      rates.put(second, rate(cells[1], where));
    }
    if (rates.size() < 2) {
      throw new IllegalArgumentException(file + " has not two lines, of a begin and an end");
    }
    return new TraceFile(rates);
  }

  private static double rate(String text, String where) {
    double rate;
    try {
      rate = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(where + " is not SECOND,FRAMES_PER_SECOND", e);
    }
    if (!(rate >= 0 && rate <= Arrivals.MAX_RATE)) {
      throw new IllegalArgumentException(where + ": rate not in 0.." + (int) Arrivals.MAX_RATE);
    }
    return rate;
  }

  @Override
  public int seconds() {
    return rates.lastKey();
  }

  @Override
  public double rate(int second) {
    Map.Entry<Integer, Double> entry = rates.floorEntry(second);
    return entry.getValue();
  }
}
