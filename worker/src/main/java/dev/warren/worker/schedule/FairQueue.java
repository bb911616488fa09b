package dev.warren.worker.schedule;

import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import dev.warren.worker.flow.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Cameras in turn, those with frames of high priority first; while frames of normal priority wait,
 * every fourth place is theirs. A frame with freshness {@code latest} gives way to a newer one of
 * its camera, which takes its place, so that a camera loses no turn by being quick.
 */
final class FairQueue<T> implements FrameQueue<T> {
  private static final int HIGH_IN_A_ROW = 3;

  private final Function<T, Ticket> ticketOf;
  private final CameraRing<T> high = new CameraRing<>();
  private final CameraRing<T> normal = new CameraRing<>();

  /** Frames of high priority served since one of normal priority was, while one waited. */
  private int highInARow;

  FairQueue(Function<T, Ticket> ticketOf) {
    this.ticketOf = ticketOf;
  }

  @Override
  public List<T> add(T frame) {
    Ticket ticket = ticketOf.apply(frame);
    String camera = ticket.frame().camera();
    CameraRing<T> ring = isHigh(ticket) ? high : normal;
    if (camera.isEmpty()) { // nobody knows whether two of these show the same
      ring.add(camera, frame);
      return List.of();
    }
    Predicate<T> newer = other -> overtakes(ticketOf.apply(other), ticket);
    if (high.indexOf(camera, newer) >= 0 || normal.indexOf(camera, newer) >= 0) {
      return List.of(frame);
    }
    Predicate<T> overtaken = other -> overtakes(ticket, ticketOf.apply(other));
    // A place among the high ones is kept even by a newer frame that would not get one.
    if (!takePlace(high, camera, overtaken, frame)
        && (ring == high || !takePlace(normal, camera, overtaken, frame))) {
      ring.add(camera, frame);
    }
    List<T> gone = new ArrayList<>(high.removeIf(camera, overtaken));
    gone.addAll(normal.removeIf(camera, overtaken));
    return gone;
  }

  private static <T> boolean takePlace(
      CameraRing<T> ring, String camera, Predicate<T> overtaken, T frame) {
    int place = ring.indexOf(camera, overtaken);
    if (place >= 0) ring.insert(camera, place, frame);
    return place >= 0;
  }

  @Override
  public T peek() {
    return turn().peek();
  }

  @Override
  public T poll() {
    CameraRing<T> turn = turn();
    if (turn == normal) {
      highInARow = 0;
    } else if (!normal.isEmpty()) {
      highInARow++;
    }
    return turn.poll();
  }

  @Override
  public List<T> removeIf(Predicate<T> condition) {
    List<T> removed = high.removeIf(condition);
    removed.addAll(normal.removeIf(condition));
    return removed;
  }

  @Override
  public void forEach(Consumer<T> action) {
    high.forEach(action);
    normal.forEach(action);
  }

  private CameraRing<T> turn() {
    if (high.isEmpty()) return normal;
    return normal.isEmpty() || highInARow < HIGH_IN_A_ROW ? high : normal;
  }

  private static boolean isHigh(Ticket ticket) {
    return ticket.terms().priorityClass() == PriorityClass.HIGH;
  }

  /**
   * Whether {@code old} need not be looked at because of {@code other}, of the same camera. A
   * second copy of one frame changes nothing: both get the same answer.
   */
  private static boolean overtakes(Ticket other, Ticket old) {
    return old.terms().freshness() == Freshness.LATEST
        && !old.frame().requestId().equals(other.frame().requestId())
        && isNewer(other, old);
  }

  /** By number if both have one, else by arrival. */
  private static boolean isNewer(Ticket a, Ticket b) {
    Long seqA = a.frame().seq();
    Long seqB = b.frame().seq();
    if (seqA != null && seqB != null) return seqA > seqB;
    return a.clock().receivedNanos() - b.clock().receivedNanos() > 0;
  }
}
