package dev.warren.worker.schedule;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Waiting frames by camera, one frame of each camera in turn. A camera is known while a frame of it
 * waits, and no longer.
 *
 * <p>This is the active list of deficit round robin (Shreedhar and Varghese, <a
 * href="https://doi.org/10.1145/217391.217453">Efficient Fair Queueing using Deficit Round
 * Robin</a>, SIGCOMM 1995). Every frame costs one and the quantum is one, so a turn always spends
 * the whole deficit and no counter is left to keep.
 */
final class CameraRing<T> {
  /** The camera whose turn it is comes first. No list is empty. */
  private final Map<String, List<T>> cameras = new LinkedHashMap<>();

  boolean isEmpty() {
    return cameras.isEmpty();
  }

  /** Behind the camera's other frames; a camera that is new here gets the last turn. */
  void add(String camera, T frame) {
    cameras.computeIfAbsent(camera, c -> new ArrayList<>(2)).add(frame);
  }

  /** In front of the camera's frame at {@code index}, at no cost to the camera's turn. */
  void insert(String camera, int index, T frame) {
    cameras.get(camera).add(index, frame);
  }

  /** Place of the camera's first frame that matches, or -1. */
  int indexOf(String camera, Predicate<T> condition) {
    List<T> frames = cameras.getOrDefault(camera, List.of());
    for (int i = 0; i < frames.size(); i++) {
      if (condition.test(frames.get(i))) return i;
    }
    return -1;
  }

  /** Takes out the camera's frames that match. */
  List<T> removeIf(String camera, Predicate<T> condition) {
    List<T> frames = cameras.get(camera);
    if (frames == null) return List.of();
    List<T> removed = extract(frames, condition);
    if (frames.isEmpty()) cameras.remove(camera);
    return removed;
  }

  /** Takes out every camera's frames that match. */
  List<T> removeIf(Predicate<T> condition) {
    List<T> removed = new ArrayList<>();
    for (Iterator<List<T>> each = cameras.values().iterator(); each.hasNext(); ) {
      List<T> frames = each.next();
      removed.addAll(extract(frames, condition));
      if (frames.isEmpty()) each.remove();
    }
    return removed;
  }

  T peek() {
    return isEmpty() ? null : cameras.values().iterator().next().get(0);
  }

  /** Takes the frame that is next; its camera's next one comes after those of all others. */
  T poll() {
    if (isEmpty()) return null;
    String camera = cameras.keySet().iterator().next();
    List<T> frames = cameras.remove(camera);
    T frame = frames.remove(0);
    if (!frames.isEmpty()) cameras.put(camera, frames);
    return frame;
  }

  void forEach(Consumer<T> action) {
    cameras.values().forEach(frames -> frames.forEach(action));
  }

  /** Cameras with a frame that waits. */
  int cameras() {
    return cameras.size();
  }

  private static <T> List<T> extract(List<T> frames, Predicate<T> condition) {
    List<T> removed = new ArrayList<>();
    frames.removeIf(frame -> condition.test(frame) && removed.add(frame));
    return removed;
  }
}
