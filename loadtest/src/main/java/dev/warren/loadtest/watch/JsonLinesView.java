package dev.warren.loadtest.watch;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.Timings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/**
 * One JSON object per line: the result's body as it came, with {@code status} in front and the
 * circumstances of its delivery under {@code delivery}.
 */
final class JsonLinesView implements ResultView {
  /** What strangers have written may go to a terminal, which obeys 8-bit controls. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Writer out;

  /**
   * @param out closed with the view
   */
  JsonLinesView(Writer out) {
    this.out = out;
  }

  @Override
  public void show(ReceivedResult received, long receivedAtMs) {
    try {
      out.write(line(received, receivedAtMs));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // Each line was flushed when it was shown: nothing is held back.
    }
  }

  static String line(ReceivedResult received, long receivedAtMs) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put("status", received.result().status());
    if (JSON.readTree(received.body()) instanceof ObjectNode body) {
      line.setAll(body);
    }
    ObjectNode delivery = line.putObject("delivery");
    delivery.put("received_at_ms", receivedAtMs);
    FrameRef frame = received.result().frame();
    if (frame.capturedAtMs() != null) {
      delivery.put("latency_ms", receivedAtMs - frame.capturedAtMs());
    }
    delivery.put("routing_key", received.routingKey());
    add(delivery, received.headers());
    return JSON.writeValueAsString(line);
  }

  private static void add(ObjectNode delivery, ResultHeaders headers) {
    if (headers == null) {
      return;
    }
    put(delivery, "worker", headers.worker());
    put(delivery, "engine", headers.engine());
    put(delivery, "batch_size", headers.batchSize());
    put(delivery, "attempt", headers.attempt());
    put(delivery, "age_ms", headers.ageMs());
    Timings timings = headers.timings();
    if (timings != null) {
      ObjectNode table = delivery.putObject("timings_ms");
      put(table, "broker_wait", timings.brokerWaitMs());
      put(table, "decode", timings.decodeMs());
      put(table, "batch_wait", timings.batchWaitMs());
      put(table, "inference", timings.inferenceMs());
      put(table, "postprocess", timings.postprocessMs());
    }
  }

  private static void put(ObjectNode node, String name, Object value) {
    if (value != null) {
      node.putPOJO(name, value);
    }
  }
}
