package dev.warren.loadtest.load;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.protocol.FrameRequest;

/** Frames of one run: its pictures under the names of its cameras. Used by one thread. */
final class FrameMaker {
  private static final String APP_ID = "warren-loadtest";

  private final LoadPlan plan;
  private final Pictures pictures;
  private final RunIds ids;
  private final RunClock clock;
  private final String[] names;
  private final long[] seq;

  FrameMaker(LoadPlan plan, Pictures pictures, RunIds ids, RunClock clock) {
    Fleet fleet = plan.arrivals().fleet();
    this.plan = plan;
    this.pictures = pictures;
    this.ids = ids;
    this.clock = clock;
    this.names = new String[fleet.cameras()];
    for (int i = 0; i < names.length; i++) names[i] = fleet.name(i);
    this.seq = new long[fleet.cameras()];
  }

  /** Captured at its intended time, however late it leaves: what is late has aged. */
  FrameRequest frame(int index, Arrival arrival) {
    int camera = arrival.camera();
    long number = seq[camera]++;
    Pictures.Picture picture = pictures.of(camera, number);
    long capturedAtMs = clock.epochMillis(arrival.atNanos());
    return FrameRequest.builder(ids.id(index), plan.model(), names[camera], picture.body())
        .contentType(picture.contentType())
        .seq(number)
        .capturedAtMs(capturedAtMs)
        .deadlineMs(plan.ttl() == null ? null : capturedAtMs + plan.ttl().toMillis())
        .freshness(plan.freshness())
        .priorityClass(plan.priority())
        .appId(APP_ID)
        .build();
  }
}
