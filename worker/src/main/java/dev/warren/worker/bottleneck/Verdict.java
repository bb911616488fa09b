package dev.warren.worker.bottleneck;

/**
 * What holds the worker up, and why we think so.
 *
 * @param reason one line, in numbers
 * @param advice what would help here, in a few words
 */
public record Verdict(Bottleneck bottleneck, String reason, String advice) {
  /** With the usual advice. */
  Verdict(Bottleneck bottleneck, String reason) {
    this(bottleneck, reason, bottleneck.advice());
  }

  static Verdict inconclusive(String reason) {
    return new Verdict(Bottleneck.INCONCLUSIVE, reason);
  }

  Verdict advising(String other) {
    return new Verdict(bottleneck, reason, other);
  }

  @Override
  public String toString() {
    return bottleneck.label() + ": " + reason;
  }
}
