package dev.warren.faults.scenario;

import dev.warren.cli.ExitCode;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.List;

/** The device of one of two workers is lost for good. */
final class LostDevice implements Scenario.Injection {
  @Override
  public void run(Round round) throws Exception {
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
