package dev.warren.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.LongString;
import dev.warren.protocol.Headers;
import dev.warren.protocol.ImageReference;
import dev.warren.protocol.Topology;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a worker really sends is what {@code protocol/schemas} say, whatever frames are like: with
 * headers of every kind of value, numbers at their limits, odd properties and bodies.
 */
class ContractIT {
  private static final int FRAMES = 250;
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> HEADERS = List.copyOf(new TreeSet<>(Headers.REQUEST));
  private static final byte[] IMAGE = Pictures.grey(FakeSite.SIDE, 7);

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, String> correlations = new HashMap<>();
  private final Map<String, Delivery> answers = new ConcurrentHashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyResultIsAsItsSchemaSays(long seed) throws Exception {
    Random random = new Random(seed);
    FakeEngine engine = new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 1);
    try (FakeSite site = new FakeSite()) {
      Channel channel = site.broker.channel();
      Topology topology = site.broker.topology();
      String own = topology.ownQueue();
      channel.queueDeclare(own, false, true, true, null);
      channel.queueBind(own, topology.detectionsExchange(), "#");
      channel.basicConsume(own, true, this::answered, tag -> {});
      try (Worker worker = site.start(engine)) {
        for (int i = 0; i < FRAMES; i++) {
          AMQP.BasicProperties p = properties(random, "f" + i, own);
          String given = p.getCorrelationId();
          correlations.put("f" + i, given == null || given.isEmpty() ? "f" + i : given);
          site.broker.publishRaw(p, body(random));
        }
        await().untilAsserted(() -> assertThat(answers.keySet()).isEqualTo(correlations.keySet()));
        assertThat(worker.failure()).isNotDone();
      }
    }
    Map<String, Integer> seen = new TreeMap<>();
    answers.forEach((id, answer) -> seen.merge(checked(id, answer), 1, Integer::sum));
    assertThat(seen)
        .containsKeys(
            "detected",
            "skipped deadline",
            "skipped superseded",
            "failed malformed",
            "failed oversize",
            "failed unsupported");
  }

  private void answered(String tag, Delivery answer) throws IOException {
    answers.put(JSON.readTree(answer.getBody()).path("request_id").asText(), answer);
  }

  /** Its status and reason. */
  private String checked(String id, Delivery answer) {
    AMQP.BasicProperties p = answer.getProperties();
    String json = new String(answer.getBody(), UTF_8);
    JsonNode body = tree(json);
    Map<String, Object> headers = plain(p.getHeaders());
    String status = String.valueOf(headers.get(Headers.STATUS));
    assertThat(errors(status, json)).as(json).isEmpty();
    String table = JSON.valueToTree(headers).toString();
    assertThat(errors("result-headers", table)).as(table).isEmpty();
    assertThat(p.getMessageId()).as("message_id").isEqualTo(body.path("id").textValue());
    assertThat(p.getType()).isEqualTo(body.path("schema").textValue());
    assertThat(p.getType()).isEqualTo("vision." + status + ".v1");
    assertThat(p.getCorrelationId()).isEqualTo(correlations.get(id));
    assertThat(p.getContentType()).isEqualTo("application/json");
    assertThat(p.getDeliveryMode()).as("persistent").isEqualTo(2);
    assertThat(headers.get(Headers.REASON)).isEqualTo(body.path("reason").textValue());
    return status.equals("detected") ? status : status + " " + body.path("reason").textValue();
  }

  private List<?> errors(String schema, String json) {
    return registry.getSchema(schema(schema), InputFormat.JSON).validate(json, InputFormat.JSON);
  }

  private static String schema(String name) {
    try {
      return Files.readString(Path.of("..", "protocol", "schemas", name + ".json"));
    } catch (IOException e) {
      throw new AssertionError("no schema of " + name, e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }

  private static Map<String, Object> plain(Map<String, ?> table) {
    Map<String, Object> plain = new HashMap<>();
    table.forEach(
        (name, value) ->
            plain.put(
                name,
                value instanceof LongString text
                    ? text.toString()
                    : value instanceof Map<?, ?> inner ? Map.copyOf(inner) : value));
    return plain;
  }

  private static AMQP.BasicProperties properties(Random random, String id, String replyTo) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("odd", value(random, 3));
    for (String name : HEADERS) if (random.nextInt(8) == 0) headers.put(name, value(random, 3));
    if (random.nextInt(3) == 0) headers.put(Headers.FRESHNESS, "latest");
    if (random.nextInt(6) == 0) headers.put(Headers.PRIORITY_CLASS, "high");
    if (random.nextInt(6) == 0) headers.put(Headers.TTL_MS, random.nextInt(3));
    if (random.nextInt(6) == 0) headers.put(Headers.CAPTURED_AT_MS, aroundNow(random));
    AMQP.BasicProperties.Builder p = new AMQP.BasicProperties.Builder().messageId(id);
    if (random.nextInt(4) == 0) p.correlationId(text(random, 20));
    if (random.nextInt(4) == 0) p.replyTo(replyTo);
    if (random.nextInt(10) == 0) p.type("vision.detect.v" + (1 + random.nextInt(2)));
    if (random.nextInt(10) == 0) p.contentType(contentType(random));
    if (random.nextInt(10) == 0) p.appId(text(random, 60)).priority(random.nextInt(10));
    if (random.nextInt(10) == 0) p.timestamp(new Date(aroundNow(random)));
    if (random.nextInt(10) == 0) p.deliveryMode(1).expiration("600000");
    return p.headers(headers).build();
  }

  private static long aroundNow(Random random) {
    return System.currentTimeMillis() + random.nextInt(20_000_000) - 10_000_000;
  }

  private static String contentType(Random random) {
    return List.of("image/png", "image/jpeg", "text/plain", "", ImageReference.CONTENT_TYPE)
        .get(random.nextInt(5));
  }

  private static byte[] body(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> new byte[0];
      case 1 -> text(random, 100).getBytes(UTF_8);
      case 2 -> Arrays.copyOf(IMAGE, IMAGE.length / 2);
      case 3 -> random.nextInt(2) == 0 ? Arrays.copyOf(IMAGE, (4 << 20) + 1) : IMAGE;
      default -> IMAGE;
    };
  }

  /** Of every kind; without infinite numbers, for which RabbitMQ ends the connection. */
  private static Object value(Random random, int levels) {
    return switch (random.nextInt(levels > 0 ? 16 : 14)) {
      case 0 -> random.nextInt();
      case 1 -> List.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L).get(random.nextInt(4));
      case 2 -> text(random, 300);
      case 3 -> random.nextBoolean();
      case 4 -> (byte) random.nextInt();
      case 5 -> (short) random.nextInt();
      case 6 -> List.of(Double.MIN_VALUE, 1e300, -0.0, 5.0).get(random.nextInt(4));
      case 7 -> Float.MAX_VALUE;
      case 8 -> new Date(random.nextLong() >>> 24);
      case 9 -> new BigDecimal("12.5").movePointLeft(random.nextInt(100));
      case 10 -> new byte[random.nextInt(10)];
      case 11 -> null;
      case 12 -> Long.toString(random.nextLong());
      case 13 -> " 1" + "0".repeat(random.nextInt(30)) + " ";
      case 14 -> Collections.singletonMap(text(random, 20), value(random, levels - 1));
      default -> List.of(text(random, 10), random.nextInt());
    };
  }

  /** Of so many characters at most; many are not in ASCII. */
  private static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most); left > 0; left--) {
      text.appendCodePoint(
          switch (random.nextInt(6)) {
            case 0 -> 0x1F600 + random.nextInt(50);
            case 1 -> 0x2028;
            case 2 -> random.nextInt(0x20);
            default -> 0x20 + random.nextInt(0x5f);
          });
    }
    return text.toString();
  }
}
