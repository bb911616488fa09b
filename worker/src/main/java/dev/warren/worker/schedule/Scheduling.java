package dev.warren.worker.schedule;

import static java.util.Objects.requireNonNull;

import dev.warren.worker.flow.Ticket;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rules by which frames wait, the same before decoding and before the engine.
 *
 * @param discipline the order
 * @param curve how long the engine takes
 * @param publishBudget from the end of a run until the reply is with its reader
 */
public record Scheduling(Discipline discipline, LatencyCurve curve, Duration publishBudget) {
  public Scheduling {
    requireNonNull(discipline, "discipline");
    requireNonNull(curve, "curve");
    if (publishBudget.isNegative()) {
      throw new IllegalArgumentException("publishBudget < 0: " + publishBudget);
    }
  }

  /**
   * @param role names the room's thread
   * @param maxBatch most frames that leave together
   * @param skipped takes the frames that leave without being looked at
   */
  public <T> WaitingRoom<T> openRoom(
      String role, int maxBatch, Function<T, Ticket> ticketOf, Consumer<Skipped<T>> skipped) {
    Scheduler<T> scheduler =
        switch (discipline) {
          case FIFO -> Scheduler.fifo(maxBatch, ticketOf);
          case FAIR -> Scheduler.fair(maxBatch, curve, publishBudget.toNanos(), ticketOf);
        };
    return WaitingRoom.open(role, scheduler, skipped);
  }
}
