package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;

/** Frames as they come: how many, how large, and by which clock. */
final class ArrivalMeters implements WorkerMetrics {
  private final Counter first;
  private final Counter redelivered;
  private final DistributionSummary bytes;
  private final Counter fetchedBytes;
  private final Counter replyToRefused;
  private final Counter skewed;
  private final Counter misdated;
  private final Counter ignoredHeaders;
  private final Counter reusedIds;
  private final ClockSkew skew = new ClockSkew(System::currentTimeMillis);

  ArrivalMeters(Meters meters) {
    first = deliveries(meters, "false");
    redelivered = deliveries(meters, "true");
    bytes =
        meters.histogram(
            "warren_frame_bytes",
            "Size of encoded frames",
            1 << 10,
            1 << 12,
            1 << 14,
            1 << 16,
            1 << 18,
            1 << 20,
            1 << 22,
            1 << 24);
    fetchedBytes =
        meters.counter(
            "warren_fetched_bytes_total",
            "Size of images that were fetched, where frames only referred to them");
    replyToRefused =
        meters.counter(
            "warren_reply_to_refused_total",
            "Frames that asked for their result on a queue that --reply-to does not allow; the"
                + " exchange got it");
    skewed =
        meters.counter(
            "warren_skewed_frames_total",
            "Frames with a deadline whose publisher's clock is more than 5 s off: their times were"
                + " read accordingly");
    misdated =
        meters.counter(
            "warren_misdated_frames_total",
            "Frames whose captured_at_ms is more than a day from their arrival, either way: their"
                + " age is in no histogram");
    ignoredHeaders =
        meters.counter(
            "warren_ignored_headers_total",
            "Malformed headers that only describe a frame: it was looked at without them");
    reusedIds =
        meters.counter(
            "warren_reused_ids_total",
            "Frames with the id of another frame, against the contract: each got an answer of its"
                + " own");
    meters.gauge(
        "warren_clock_skew_seconds",
        "The publisher's clock that was furthest from ours in the last one to two minutes: positive"
            + " where it is ahead, at least by so much (captured_at_ms lay after the arrival);"
            + " negative where it is behind by more than 5 s and a frame with a deadline cannot"
            + " have waited so long; 0 where neither was seen, NaN where no frame came with a time",
        skew::seconds);
  }

  private static Counter deliveries(Meters meters, String redelivered) {
    return meters.counter(
        "warren_deliveries_total",
        "Frames taken from the queue, each time that one comes; redelivered is true where the"
            + " broker says that somebody has had it before",
        "redelivered",
        redelivered);
  }

  @Override
  public void frameReceived(int sizeBytes, boolean again) {
    (again ? redelivered : first).increment();
    bytes.record(sizeBytes);
  }

  @Override
  public void frameDated(long sinceCaptureMs) {
    if (!SinceCapture.isCredible(sinceCaptureMs)) misdated.increment();
  }

  @Override
  public void clockSeen(long aheadMs, long receivedMs) {
    skew.seen(aheadMs, receivedMs);
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    fetchedBytes.increment(sizeBytes);
  }

  @Override
  public void frameSkewed() {
    skewed.increment();
  }

  @Override
  public void headerIgnored() {
    ignoredHeaders.increment();
  }

  @Override
  public void idReused() {
    reusedIds.increment();
  }

  @Override
  public void replyToRefused() {
    replyToRefused.increment();
  }
}
