package dev.warren.loadtest.gateway;

import java.util.Locale;

/**
 * What became of a run's frames: published = confirmed + unroutable + nacked + unconfirmed.
 *
 * @param published handed to the publisher
 * @param confirmed taken over by the broker
 * @param unroutable refused, since no queue is bound for the model
 * @param nacked refused by the broker, usually because the queue is full
 * @param unconfirmed without an answer: the broker may have them or not
 * @param dropped given up by the gateway before they were published
 * @param missed frames that were due and never made, or shown and never taken, since the gateway
 *     was held up
 * @param unreadable pictures that could not be read
 */
public record GatewayReport(
    long published,
    long confirmed,
    long unroutable,
    long nacked,
    long unconfirmed,
    long dropped,
    long missed,
    long unreadable,
    long elapsedNanos) {

  /** Whether every picture that was read and not dropped has reached the broker. */
  public boolean isComplete() {
    return confirmed == published && unreadable == 0;
  }

  /** One line for people; what is zero and would be bad news is left out. */
  public String line() {
    StringBuilder line = new StringBuilder();
    line.append("published ").append(published).append(", confirmed ").append(confirmed);
    add(line, unroutable, "unroutable (no queue for this model)");
    add(line, nacked, "refused by the broker");
    add(line, unconfirmed, "without confirm");
    line.append(", dropped ").append(dropped);
    add(line, missed, "frames left out (held up by the broker or this machine)");
    add(line, unreadable, "unreadable");
    double seconds = elapsedNanos / 1e9;
    double rate = seconds > 0 ? confirmed / seconds : 0;
    line.append(String.format(Locale.ROOT, ", %.1f frames/s over %.1f s", rate, seconds));
    return line.toString();
  }

  private static void add(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }
}
