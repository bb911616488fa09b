package dev.warren.worker.bottleneck;

/**
 * What holds the worker up, and why we think so.
 *
 * @param reason one line, in numbers
 */
public record Verdict(Bottleneck bottleneck, String reason) {
  static Verdict inconclusive(String reason) {
    return new Verdict(Bottleneck.INCONCLUSIVE, reason);
  }

  @Override
  public String toString() {
    return bottleneck.label() + ": " + reason;
  }
}
