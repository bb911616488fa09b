package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keeps headers from the client library that it cannot read, and those that are not worth it: it
 * throws where tables and arrays are nested more than 32 deep, and where the flags announce more
 * flags. RabbitMQ takes both and delivers them again and again, and each time the connection ends.
 * Their table is replaced by one that holds only {@link Headers#REFUSED}; every other frame passes
 * as it is.
 *
 * <p>The grammar is that of AMQP 0-9-1, section 4.2 (content header 4.2.6.1, field table 4.2.5.5),
 * with RabbitMQ's types of values. One pass over the bytes, without recursion or allocation. For
 * one thread: the one that reads the connection.
 *
 * @see <a href="https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf">AMQP 0-9-1</a>
 * @see <a href="https://www.rabbitmq.com/amqp-0-9-1-errata.html">RabbitMQ's field types</a>
 */
final class HeaderGuard {
  /** Below the client's 32, so that whoever passes headers on may wrap them. */
  static final int MAX_NESTING = 30;

  /**
   * A contract's headers take some hundred bytes, and a broker's notes on a message that was dead
   * once or twice as many. RabbitMQ would deliver 128 KiB: tens of thousands of objects a message.
   */
  static final int MAX_TABLE_BYTES = 32 << 10;

  static final String LARGE = "are larger than " + MAX_TABLE_BYTES + " bytes";
  static final String DEEP = "are nested more than " + MAX_NESTING + " deep";
  static final String UNREADABLE = "are unreadable";
  static final String CONTINUED = "announce unknown properties";

  // A content header: class (2 bytes), weight (2), body size (8), flags (2), properties.
  private static final int FLAGS_AT = 12;
  private static final int PROPERTIES_AT = 14;
  private static final int CONTENT_TYPE = 1 << 15;
  private static final int CONTENT_ENCODING = 1 << 14;
  private static final int HEADERS = 1 << 13;
  private static final int MORE_FLAGS = 1;

  /** More than any frame has, and still addable. */
  private static final long BEYOND = 1L << 40;

  /** Where the table or array of each level ends; bit n of {@link #tables} tells which it is. */
  private final int[] ends = new int[MAX_NESTING + 1];

  private int tables;

  /** The same frame, or one whose headers say what was wrong with them. */
  Frame readable(Frame frame) {
    if (frame == null || frame.getType() != AMQP.FRAME_HEADER) return frame;
    byte[] bytes = frame.getPayload();
    if (bytes.length < PROPERTIES_AT) return frame;
    int flags = (bytes[FLAGS_AT] & 0xff) << 8 | bytes[FLAGS_AT + 1] & 0xff;
    if ((flags & (HEADERS | MORE_FLAGS)) == 0) return frame;
    long table = PROPERTIES_AT;
    if ((flags & CONTENT_TYPE) != 0) table += shortString(bytes, table);
    if ((flags & CONTENT_ENCODING) != 0) table += shortString(bytes, table);
    long end = table;
    if ((flags & HEADERS) != 0) end += longString(bytes, table, bytes.length);
    if (end > bytes.length) {
      // Where it ends is unknown, and with it what follows: nothing but the headers is kept.
      return marked(frame, HEADERS, PROPERTIES_AT, bytes.length, UNREADABLE);
    }
    String problem =
        (flags & MORE_FLAGS) != 0
            ? CONTINUED
            : end - table - 4 > MAX_TABLE_BYTES
                ? LARGE
                : problem(bytes, (int) table + 4, (int) end);
    if (problem == null) return frame;
    // RabbitMQ has read the properties as if no more flags were announced, and so do we.
    return marked(frame, flags & ~MORE_FLAGS | HEADERS, (int) table, (int) end, problem);
  }

  /** What is wrong with the fields in {@code [at, end)}, or null. */
  private String problem(byte[] bytes, int at, int end) {
    int depth = 0;
    ends[0] = end;
    tables = 1;
    while (true) {
      while (at == ends[depth]) {
        if (depth-- == 0) return null;
      }
      int limit = ends[depth];
      if ((tables >> depth & 1) != 0) at += 1 + (bytes[at] & 0xff); // the field's name
      if (at >= limit) return UNREADABLE;
      byte type = bytes[at++];
      long next = at + size(type, bytes, at, limit);
      if (next > limit) return UNREADABLE;
      if (type != 'F' && type != 'A') {
        at = (int) next;
        continue;
      }
      if (depth == MAX_NESTING) return DEEP;
      ends[++depth] = (int) next;
      tables = type == 'F' ? tables | 1 << depth : tables & ~(1 << depth);
      at += 4;
    }
  }

  /** Bytes of the value at {@code at}, its length included. */
  private static long size(byte type, byte[] bytes, int at, int limit) {
    return switch (type) {
      case 'V' -> 0;
      case 't', 'b', 'B' -> 1;
      case 's', 'u' -> 2;
      case 'I', 'i', 'f' -> 4;
      case 'D' -> 5;
      case 'd', 'l', 'T' -> 8;
      case 'S', 'x', 'F', 'A' -> longString(bytes, at, limit);
      default -> BEYOND;
    };
  }

  private static long shortString(byte[] bytes, long at) {
    return at < bytes.length ? 1 + (bytes[(int) at] & 0xff) : BEYOND;
  }

  /** Also a table's or an array's. */
  private static long longString(byte[] bytes, long at, int limit) {
    if (at + 4 > limit) return BEYOND;
    int i = (int) at;
    int high = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
    int low = (bytes[i + 2] & 0xff) << 8 | bytes[i + 3] & 0xff;
    return 4 + ((long) high << 16 | low);
  }

  /** The frame with the marker in place of the bytes {@code [from, to)}. */
  private static Frame marked(Frame frame, int flags, int from, int to, String problem) {
    byte[] name = Headers.REFUSED.getBytes(StandardCharsets.US_ASCII);
    byte[] value = problem.getBytes(StandardCharsets.US_ASCII);
    int field = 1 + name.length + 1 + 4 + value.length;
    byte[] old = frame.getPayload();
    byte[] payload =
        ByteBuffer.allocate(from + 4 + field + old.length - to)
            .put(old, 0, from)
            .putInt(field)
            .put((byte) name.length)
            .put(name)
            .put((byte) 'S')
            .putInt(value.length)
            .put(value)
            .put(old, to, old.length - to)
            .putShort(FLAGS_AT, (short) flags)
            .array();
    return new Frame(frame.getType(), frame.getChannel(), payload);
  }
}
