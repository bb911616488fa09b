package dev.warren.loadtest.watch;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings pictures and results together, whichever comes first. Keeps a bounded number of both and
 * forgets the oldest. Not thread-safe.
 */
final class Pairing<R> {
  private final Map<String, byte[]> pictures = new LinkedHashMap<>();
  private final Map<String, R> results = new LinkedHashMap<>();
  private final long maxBytes;
  private final int maxResults;
  private long bytes;

  Pairing(long maxBytes, int maxResults) {
    this.maxBytes = maxBytes;
    this.maxResults = maxResults;
  }

  /** The result that has been waiting for this picture. */
  Optional<R> picture(String id, byte[] body) {
    R result = results.remove(id);
    if (result != null) {
      return Optional.of(result);
    }
    byte[] before = pictures.put(id, body);
    bytes += body.length - (before == null ? 0 : before.length);
    Iterator<byte[]> oldest = pictures.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
    return Optional.empty();
  }

  /** The picture that has been waiting for this result. */
  Optional<byte[]> result(String id, R result) {
    byte[] picture = pictures.remove(id);
    if (picture != null) {
      bytes -= picture.length;
      return Optional.of(picture);
    }
    results.put(id, result);
    if (results.size() > maxResults) {
      Iterator<R> oldest = results.values().iterator();
      oldest.next();
      oldest.remove();
    }
    return Optional.empty();
  }
}
