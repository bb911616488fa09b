package dev.warren.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which known name a misspelt one was meant to be. */
final class Spelling {
  private Spelling() {}

  /** The nearest one, if any is near: cut short, or with a slip in every fourth letter at most. */
  static Optional<String> nearest(Collection<String> known, String name) {
    int most = 1 + name.length() / 4;
    return known.stream()
        .filter(other -> other.startsWith(name) || slips(name, other) <= most)
        .min(Comparator.comparingInt((String other) -> slips(name, other)).thenComparing(o -> o));
  }

  /**
   * Letters that are missing, too many or wrong, and neighbours that changed places: the optimal
   * string alignment distance, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance.
   */
  private static int slips(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + wrong, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
    return d[a.length()][b.length()];
  }
}
