package dev.warren.worker.publish;

import dev.warren.worker.flow.Ticket;
import dev.warren.worker.reference.FrameReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The results that the broker has, by frame: a frame that comes again, because its ack was lost, is
 * answered with the same bytes. Bounded in entries and in bytes; what was not used for longest goes
 * first. Thread-safe.
 */
final class Ledger {
  /** Of an entry beside its text: two records, two arrays, a node of the map. */
  private static final int ENTRY_BYTES = 200;

  /** Of where a picture lies: few are longer. */
  private static final int REFERENCE_BYTES = 1_000;

  /**
   * The picture is part of it: whoever uses an id for two pictures, against the contract, gets no
   * detections of another one.
   */
  private record Key(String requestId, FrameReference reference, int imageBytes, long checksum) {
    static Key of(Ticket ticket) {
      CRC32C checksum = new CRC32C();
      checksum.update(ticket.image());
      return new Key(
          ticket.frame().requestId(),
          ticket.reference(),
          ticket.image().length,
          checksum.getValue());
    }
  }

  private final int maxEntries;
  private final long maxBytes;
  private final Map<Key, byte[]> results = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * @param maxEntries 0 to remember nothing
   * @param maxBytes of results, ids and what it takes to hold them
   */
  Ledger(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /**
   * @param body of the result, as it was sent; not copied
   */
  void keep(Ticket ticket, byte[] body) {
    if (maxEntries == 0) return;
    Key key = Key.of(ticket);
    synchronized (this) {
      byte[] former = results.put(key, body);
      if (former != null) bytes -= size(key, former);
      bytes += size(key, body);
      Iterator<Map.Entry<Key, byte[]>> oldest = results.entrySet().iterator();
      while (results.size() > maxEntries || bytes > maxBytes) {
        Map.Entry<Key, byte[]> entry = oldest.next();
        bytes -= size(entry.getKey(), entry.getValue());
        oldest.remove();
      }
    }
  }

  /** The body of the result that this very frame has had. */
  Optional<byte[]> find(Ticket ticket) {
    if (maxEntries == 0) return Optional.empty();
    Key key = Key.of(ticket);
    synchronized (this) {
      return Optional.ofNullable(results.get(key));
    }
  }

  synchronized int entries() {
    return results.size();
  }

  synchronized long bytes() {
    return bytes;
  }

  private static long size(Key key, byte[] body) {
    long reference = key.reference() == null ? 0 : REFERENCE_BYTES;
    return ENTRY_BYTES + 2L * key.requestId().length() + reference + body.length;
  }
}
