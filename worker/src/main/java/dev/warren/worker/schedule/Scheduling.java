package dev.warren.worker.schedule;

import dev.warren.worker.flow.Ticket;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rules by which frames wait, the same before decoding and before the engine.
 *
 * @param discipline the order
 * @param curve how long the engine takes
 * @param margin what a frame needs besides its run until the reply is with its reader
 */
public record Scheduling(Discipline discipline, LatencyCurve curve, Margin margin) {
  /** For a room from which it is farther to the engine. */
  public Scheduling withFurther(Margin further) {
    return new Scheduling(discipline, curve, margin.plus(further));
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
          case FAIR -> Scheduler.fair(maxBatch, curve, margin, ticketOf);
        };
    return WaitingRoom.open(role, scheduler, skipped);
  }
}
