package dev.warren.worker.publish;

import dev.warren.protocol.FrameRef;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.reference.FrameReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The results that the broker has, by the frame's id: a frame that comes again, because its ack was
 * lost or because it was sent twice, is answered with the same bytes. Bounded in entries and in
 * bytes; what was not used for longest goes first. Thread-safe.
 */
final class Ledger {
  /** Of an entry beside its text: three records, two arrays, two numbers, a node of the map. */
  private static final int ENTRY_BYTES = 300;

  /** Of where a picture lies: few are longer. */
  private static final int REFERENCE_BYTES = 1_000;

  /**
   * What makes two frames of one id the same frame. Whoever uses an id twice, against the contract,
   * gets no detections of another picture, and no result with another capture time.
   */
  private record Content(FrameRef frame, FrameReference reference, int imageBytes, long checksum) {
    static Content of(Ticket ticket) {
      CRC32C checksum = new CRC32C();
      checksum.update(ticket.image());
      return new Content(
          ticket.frame(), ticket.reference(), ticket.image().length, checksum.getValue());
    }
  }

  private record Entry(Content content, byte[] body) {
    long size() {
      FrameRef frame = content.frame();
      int text = frame.requestId().length() + frame.camera().length() + frame.model().length();
      long reference = content.reference() == null ? 0 : REFERENCE_BYTES;
      return ENTRY_BYTES + 2L * text + reference + body.length;
    }
  }

  private final int maxEntries;
  private final long maxBytes;
  private final Map<String, Entry> results = new LinkedHashMap<>(16, 0.75f, true);
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
   * In place of what another frame of this id has had, if there was one.
   *
   * @param body of the result, as it was sent; not copied
   */
  void keep(Ticket ticket, byte[] body) {
    if (maxEntries == 0) return;
    Entry entry = new Entry(Content.of(ticket), body);
    synchronized (this) {
      Entry former = results.put(ticket.frame().requestId(), entry);
      if (former != null) bytes -= former.size();
      bytes += entry.size();
      Iterator<Entry> oldest = results.values().iterator();
      while (results.size() > maxEntries || bytes > maxBytes) {
        bytes -= oldest.next().size();
        oldest.remove();
      }
    }
  }

  /** The body of the result that this very frame has had. */
  Optional<byte[]> find(Ticket ticket) {
    Entry entry = entry(ticket);
    // Few ids are known; the picture of the others is not looked at.
    return entry != null && entry.content().equals(Content.of(ticket))
        ? Optional.of(entry.body())
        : Optional.empty();
  }

  /** Whether a frame of this id is known; to be asked where {@link #find} has found nothing. */
  boolean knowsId(Ticket ticket) {
    return entry(ticket) != null;
  }

  private synchronized Entry entry(Ticket ticket) {
    return results.get(ticket.frame().requestId());
  }

  synchronized int entries() {
    return results.size();
  }

  synchronized long bytes() {
    return bytes;
  }
}
