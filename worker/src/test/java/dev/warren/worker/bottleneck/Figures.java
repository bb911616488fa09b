package dev.warren.worker.bottleneck;

/**
 * Measurements for tables: ten seconds of a worker with two decoding threads, two lanes with
 * batches of four and 32 places, of which hardly any is used, and an empty queue; and what differs.
 */
final class Figures {
  private double held = 1;
  private double limit = 32;
  private double waitingShare;
  private double silentSeconds;
  private double decodeBusy = 0.05;
  private double fetching;
  private double decodeWaiting;
  private double laneBusy = 0.1;
  private double laneWaiting;
  private double sending;
  private double unconfirmed = 0.2;
  private double blocked;
  private long skipped;
  private long batches = 100;
  private long batched = 100;
  private long confirmed = 100;
  private long refused;

  Figures held(double frames, double of) {
    held = frames;
    limit = of;
    return this;
  }

  /** Share of the looks at which frames were ready; NaN for not known. */
  Figures queueWaits(double share) {
    waitingShare = share;
    return this;
  }

  Figures silent(double seconds) {
    silentSeconds = seconds;
    return this;
  }

  Figures decode(double busy, double waiting) {
    decodeBusy = busy;
    decodeWaiting = waiting;
    return this;
  }

  Figures fetching(double share) {
    fetching = share;
    return this;
  }

  Figures lanes(double busy, double waiting) {
    laneBusy = busy;
    laneWaiting = waiting;
    return this;
  }

  Figures batches(long runs, long frames) {
    batches = runs;
    batched = frames;
    return this;
  }

  Figures sending(double share) {
    sending = share;
    return this;
  }

  Figures unconfirmed(double replies) {
    unconfirmed = replies;
    return this;
  }

  Figures blocked(double share) {
    blocked = share;
    return this;
  }

  Figures replies(long taken, long notTaken) {
    confirmed = taken;
    refused = notTaken;
    return this;
  }

  Figures skipped(long frames) {
    skipped = frames;
    return this;
  }

  Measurement measurement() {
    return new Measurement(
        10,
        new Done(
            batched + skipped, batched + skipped, skipped, batches, batched, confirmed, refused),
        new Measurement.Intake(
            held,
            limit,
            waitingShare,
            Double.isNaN(waitingShare) ? Double.NaN : 50 * waitingShare,
            silentSeconds),
        new Measurement.Decode(2, decodeBusy, fetching, decodeWaiting),
        new Measurement.Engine(2, laneBusy, laneWaiting, 4, 80),
        new Measurement.Publish(unconfirmed, sending, blocked));
  }
}
