package dev.warren.loadtest.load;

import dev.warren.loadtest.gateway.FrameSource;
import dev.warren.loadtest.gateway.SourceFrame;
import dev.warren.loadtest.gateway.UnreadableFrameException;
import dev.warren.protocol.ImageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Encoded pictures in memory, shared by all cameras: to send one costs no drawing. Immutable. */
public final class Pictures {
  /** Of all pictures together. */
  private static final long MAX_BYTES = 256L << 20;

  /** Cameras begin at different pictures; a prime, so that they meet each of them. */
  private static final int APART = 7;

  /** Encoded, as it is sent. Equality is by identity of {@code body}. */
  record Picture(byte[] body, String contentType) {}

  private final List<Picture> list;

  private Pictures(List<Picture> list) {
    this.list = List.copyOf(list);
  }

  /**
   * Takes pictures from the sources in turn, until there are {@code count}, they have 256 MiB, or
   * the sources end.
   *
   * @param problems hears of each picture that cannot be read
   * @throws IllegalArgumentException beginning with "source" if there is none
   */
  public static Pictures load(List<FrameSource> sources, int count, Consumer<String> problems) {
    List<Picture> list = new ArrayList<>();
    List<FrameSource> open = new ArrayList<>(sources);
    long bytes = 0;
    for (int turn = 0; list.size() < count && bytes < MAX_BYTES && !open.isEmpty(); turn++) {
      FrameSource source = open.get(turn % open.size());
      try {
        Optional<SourceFrame> next = source.next();
        if (next.isEmpty()) {
          open.remove(source);
          continue;
        }
        byte[] body = next.get().body();
        String type = ImageTypes.sniff(body).orElse("application/octet-stream");
        list.add(new Picture(body, type));
        bytes += body.length;
      } catch (UnreadableFrameException e) {
        problems.accept(e.getMessage());
      }
    }
    if (list.isEmpty()) throw new IllegalArgumentException("source has no readable picture");
    return new Pictures(list);
  }

  int size() {
    return list.size();
  }

  /** Mean size in bytes. */
  long meanBytes() {
    return list.stream().mapToLong(picture -> picture.body().length).sum() / list.size();
  }

  /** What a camera shows as its frame of that number. */
  Picture of(int camera, long number) {
    return list.get((int) ((number + (long) camera * APART) % list.size()));
  }
}
