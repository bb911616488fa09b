package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.ContentHeaderPropertyWriter;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A delivery as bytes that can be damaged: the routing key with its length, the properties as they
 * are on the wire, which say themselves where they end, and the body.
 */
public record RawEnvelope(String routingKey, AMQP.BasicProperties properties, byte[] body) {
  private static final int FRAME_MAX = 131_072;
  private static final int BASIC = 60;

  /** Class, weight and size of the body: not the publisher's to damage. */
  private static final int FIXED_BYTES = 12;

  /** As a publisher and a broker would send it. */
  public static byte[] bytes(String routingKey, AMQP.BasicProperties p, byte[] body) {
    byte[] key = routingKey.getBytes(StandardCharsets.UTF_8);
    byte[] header = header(p);
    byte[] properties = Arrays.copyOfRange(header, FIXED_BYTES, header.length);
    return ByteBuffer.allocate(1 + key.length + properties.length + body.length)
        .put((byte) key.length)
        .put(key)
        .put(properties)
        .put(body)
        .array();
  }

  /**
   * Reads it as the connection's thread would: past the guard, by the client library.
   *
   * @return null if the library cannot read what the guard lets pass; a broker, which reads
   *     properties itself, refuses such a message
   */
  public static RawEnvelope read(byte[] input) {
    int keyEnd = input.length == 0 ? 0 : Math.min(input.length, 1 + (input[0] & 0xff));
    String key =
        new String(input, Math.min(1, keyEnd), Math.max(0, keyEnd - 1), StandardCharsets.UTF_8);
    byte[] header =
        ByteBuffer.allocate(FIXED_BYTES + input.length - keyEnd)
            .putShort((short) BASIC)
            .putShort((short) 0)
            .putLong(0)
            .put(input, keyEnd, input.length - keyEnd)
            .array();
    Frame frame = new HeaderGuard().readable(new Frame(AMQP.FRAME_HEADER, 1, header));
    try (DataInputStream in = frame.getInputStream()) {
      AMQP.BasicProperties p = (AMQP.BasicProperties) AMQImpl.readContentHeaderFrom(in);
      return new RawEnvelope(key, p, in.readAllBytes());
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Sends properties as a frame, which is what happens to those of an answer.
   *
   * @throws AssertionError if they do not fit into one
   */
  public static AMQP.BasicProperties sent(AMQP.BasicProperties p) throws IOException {
    byte[] header = header(p);
    if (header.length > FRAME_MAX) throw new AssertionError("properties of " + header.length);
    Frame frame = new Frame(AMQP.FRAME_HEADER, 1, header);
    if (new HeaderGuard().readable(frame) != frame) throw new AssertionError("unreadable: " + p);
    return (AMQP.BasicProperties) AMQImpl.readContentHeaderFrom(frame.getInputStream());
  }

  private static byte[] header(AMQP.BasicProperties p) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeShort(BASIC);
      out.writeShort(0);
      out.writeLong(0);
      p.writePropertiesTo(new ContentHeaderPropertyWriter(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
