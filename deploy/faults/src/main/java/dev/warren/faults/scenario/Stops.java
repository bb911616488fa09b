package dev.warren.faults.scenario;

import dev.warren.cli.ExitCode;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.List;
import java.util.OptionalLong;

/** Workers that end in order, stand still, or lose their device. */
final class Stops {
  private static final int TERMS = 4;
  private static final int USUAL_DRAIN_SECONDS = 20;
  private static final int DRAIN_SECONDS = 3;
  private static final int HARD_STOP_SECONDS = 25;
  private static final double LONG_SECONDS = 40;
  private static final double SHORT_SECONDS = 10;

  private Stops() {}

  /** SIGTERM under load, one worker after the other, as at a rolling update. */
  static void underLoad(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    for (int i = 0; i < TERMS; i++) {
      Slot slot = slots.get(i % slots.size());
      round.fault("SIGTERM");
      long start = System.nanoTime();
      OptionalLong code = slot.terminate(USUAL_DRAIN_SECONDS + 10);
      round.measured("drained_s", (System.nanoTime() - start) / 1e9, USUAL_DRAIN_SECONDS);
      round.check(
          code.isPresent() && code.getAsLong() == 0,
          "exit code %s after SIGTERM",
          code.isPresent() ? code.getAsLong() : "of a kill");
      round.fleet().awaitReady(slot);
      round.during(0.5);
    }
    for (Slot slot : slots) {
      boolean gaveBack = slot.logs().matches("(?s).*[1-9]\\d* given back.*");
      round.check(!gaveBack, "%s gave frames back", slot.name());
    }
  }

  /** SIGTERM while the broker takes no replies. */
  static void whileBlocked(Round round) throws Exception {
    Slot slot = round.workers(1, "--drain-timeout", DRAIN_SECONDS + "s").get(0);
    round.hooks().arm(Hook.HOLD);
    round.source().rate(Round.RATE);
    try {
      round.await("frames are held", 20, () -> round.hooks().runs() > 0);
      round.fault("memory alarm");
      round.site().broker().raiseAlarm();
      round.hooks().disarm(Hook.HOLD);
      round.during(1);
      round.check(round.metric("warren_inflight_frames") > 0, "no reply is held");
      round.fault("SIGTERM");
      round.mayRepeat(Round.PREFETCH);
      long start = System.nanoTime();
      OptionalLong code = slot.terminate(HARD_STOP_SECONDS + 20);
      round.measured("ended_s", (System.nanoTime() - start) / 1e9, HARD_STOP_SECONDS);
      round.check(code.isPresent(), "it did not end");
      round.check(
          code.isPresent() && code.getAsLong() != 0 && code.getAsLong() < 128,
          "exit code %s although frames were left",
          code.isPresent() ? code.getAsLong() : "of a kill");
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().broker().endAlarm();
    }
    round.fleet().awaitReady(slot);
  }

  /** A worker that stands still: shorter, or longer than the broker waits for its heartbeat. */
  static void paused(Round round, boolean isLong) throws Exception {
    Slot slot = round.workers(2).get(0);
    round.source().rate(Round.RATE / 2);
    round.during(1);
    long connections = slot.proxy().accepted();
    round.fault(isLong ? "stopped 40 s" : "stopped 10 s");
    if (isLong) round.mayRepeat(Round.PREFETCH);
    slot.process().signal("STOP");
    try {
      round.during(isLong ? LONG_SECONDS : SHORT_SECONDS);
    } finally {
      slot.process().signal("CONT");
    }
    round.during(1);
    round.fleet().awaitReady(slot);
    round.during(2);
    if (isLong) {
      long more = slot.proxy().accepted() - connections;
      round.counted("connections_after", more, 8);
      round.check(!slot.logs().contains("\tat "), "a stack trace in the log");
    } else {
      round.check(slot.proxy().accepted() == connections, "the worker connected again");
      round.note("a worker's clock cannot be set apart from that of its machine: no clock jump");
    }
  }

  /** The device of one of two workers is lost for good. */
  static void deviceLost(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    round.fault("device lost");
    round.mayRepeat(Round.PREFETCH);
    round.hooks().arm(Hook.LOSE_DEVICE);
    round.awaitClosely("the device is lost", 10, () -> !round.hooks().isArmed(Hook.LOSE_DEVICE));
    double seconds =
        round.await(
            "its worker ends", 60, () -> slots.stream().anyMatch(slot -> !slot.exits().isEmpty()));
    round.measured("ended_s", seconds, 5);
    for (Slot slot : slots) {
      for (Slot.Exit exit : slot.exits()) {
        round.check(exit.code() == ExitCode.DEVICE, "exit code %d", exit.code());
      }
    }
    round.during(1);
  }
}
