package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds code, JSON Schemas, the AsyncAPI document and the README together. */
class ContractTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> RESULTS = List.of("detected", "skipped", "failed");
  private static final ResultHeaders FULL =
      new ResultHeaders(
          "w",
          "e",
          1,
          1,
          1L,
          new Timings(1.0, 1.0, 1.0, 1.0, 1.0),
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "congo=t61rcWkgMzE");

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final JsonNode asyncApi = asyncApi();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frame",
        "reference",
        "detected",
        "skipped",
        "failed",
        "result-headers",
        "moved-headers"
      })
  void schemasAreValidAndSoAreTheirExamples(String name) {
    Schema metaSchema =
        registry.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    assertThat(metaSchema.validate(schema(name).toString(), InputFormat.JSON)).isEmpty();
    assertThat(schema(name).at("/examples")).isNotEmpty();
    for (JsonNode example : schema(name).at("/examples")) assertValid(schema(name), example);
  }

  @Test
  void resultExamplesAreWhatTheCodecWrites() {
    for (String name : RESULTS) {
      for (JsonNode example : schema(name).at("/examples")) assertCanonical(example);
    }
  }

  @Test
  void everyEncodedResultIsValid() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      FrameResult result = Samples.result(new Random(seed));
      assertValid(schema(result.status()), JSON.readTree(ResultCodec.encode(result)));
      AMQP.BasicProperties p = ResultMessages.properties(result, FULL, null);
      assertValid(schema("result-headers"), JSON.valueToTree(p.getHeaders()));
    }
  }

  /** Of strangers' messages, whole and damaged: what is answered to them keeps the bounds. */
  @Test
  void everyAnswerToAForeignFrameIsValid() throws IOException {
    List<byte[]> seeds = EnvelopeSeeds.frames();
    int refused = 0;
    for (int i = 0; i < 4 * seeds.size(); i++) {
      byte[] message = seeds.get(i % seeds.size()).clone();
      Random random = new Random(i);
      for (int damage = i / seeds.size(); damage > 0; damage--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      RawEnvelope e = RawEnvelope.read(message);
      if (e == null) continue;
      FrameResult result;
      TraceContext trace = FrameCodec.trace(e.properties());
      try {
        FrameRequest frame =
            FrameCodec.read(e.routingKey(), e.properties(), e.body(), FrameLimits.DEFAULT);
        result = new FrameResult.Skipped(frame.ref("v"), SkipReason.DEADLINE);
      } catch (MalformedFrameException problem) {
        result = problem.toResult();
        refused++;
      }
      assertValid(schema(result.status()), JSON.readTree(ResultCodec.encode(result)));
      ResultHeaders headers =
          new ResultHeaders(
              "w", null, null, 1, 0L, Timings.NONE, trace.traceparent(), trace.tracestate());
      AMQP.BasicProperties p = ResultMessages.properties(result, headers, null);
      assertValid(schema("result-headers"), JSON.valueToTree(p.getHeaders()));
    }
    assertThat(refused).isBetween(seeds.size(), 3 * seeds.size());
  }

  @Test
  void everyPublishedFrameIsValid() {
    for (long seed = 0; seed < 300; seed++) {
      AMQP.BasicProperties p = FrameCodec.properties(Samples.frame(new Random(seed)));
      ObjectNode message = JSON.createObjectNode();
      ObjectNode properties = message.putObject("properties").put("message_id", p.getMessageId());
      properties.put("type", p.getType()).put("content_type", p.getContentType());
      properties.put("delivery_mode", p.getDeliveryMode());
      if (p.getReplyTo() != null) properties.put("reply_to", p.getReplyTo());
      message.set("headers", JSON.valueToTree(p.getHeaders()));
      assertValid(schema("frame"), message);
    }
  }

  @Test
  void whatStandsForAnImageIsAsItsSchemaSays() throws IOException {
    ImageReference reference =
        ImageReference.of(URI.create("https://store.example/1.jpg?sig=x"), Samples.jpeg(9));
    JsonNode document = JSON.readTree(reference.toJson());
    assertValid(schema("reference"), document);
    assertThat(names(document)).isEqualTo(names(schema("reference").at("/properties")));
    assertThat(schema("reference").at("/description").textValue())
        .contains("" + ImageReference.MAX_DOCUMENT_BYTES);
  }

  @Test
  void frameExamplesAreReadWithoutComplaint() {
    for (JsonNode example : schema("frame").at("/examples")) {
      AMQP.BasicProperties p =
          new AMQP.BasicProperties.Builder()
              .messageId(example.at("/properties/message_id").textValue())
              .type(example.at("/properties/type").textValue())
              .contentType(example.at("/properties/content_type").textValue())
              .headers(headers(example.at("/headers")))
              .build();
      List<String> ignored = new ArrayList<>();
      FrameCodec.read("yolo11n.gate-3", p, Samples.jpeg(9), FrameLimits.DEFAULT, ignored::add);
      assertThat(ignored).isEmpty();
    }
  }

  @Test
  void headersOfCodeAndSchemasAreTheSame() {
    assertThat(names(schema("frame").at("/properties/headers/properties")))
        .isEqualTo(Headers.REQUEST);
    assertThat(names(schema("result-headers").at("/properties"))).isEqualTo(Headers.RESULT);
    Set<String> moved = new HashSet<>(Headers.MOVED);
    moved.add(Headers.REFUSED);
    assertThat(names(schema("moved-headers").at("/properties"))).isEqualTo(moved);
    Set<String> always = new HashSet<>();
    schema("moved-headers").at("/required").forEach(name -> always.add(name.textValue()));
    assertThat(always).isEqualTo(Headers.MOVED);
    assertThat(names(schema("result-headers").at("/properties/timings_ms/properties")))
        .isEqualTo(Headers.TIMINGS);
  }

  @Test
  void whatTheCodeWritesIsWhatTheSchemasKnow() throws IOException {
    FrameRequest frame =
        FrameRequest.builder("i", "m", "c", Samples.jpeg(9))
            .seq(1L)
            .capturedAtMs(1L)
            .deadlineMs(1L)
            .ttlMs(1L)
            .freshness(Freshness.LATEST)
            .priorityClass(PriorityClass.HIGH)
            .traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .tracestate("a=1")
            .build();
    assertThat(FrameCodec.properties(frame).getHeaders().keySet()).isEqualTo(Headers.REQUEST);
    FrameResult skipped = new FrameResult.Skipped(Samples.REF, SkipReason.SHED);
    assertThat(ResultMessages.properties(skipped, FULL, null).getHeaders().keySet())
        .isEqualTo(Headers.RESULT);
    Map<String, Set<String>> written = new HashMap<>();
    for (long seed = 0; seed < 300; seed++) {
      FrameResult result = Samples.result(new Random(seed));
      Set<String> names = written.computeIfAbsent(result.status(), x -> new HashSet<>());
      names.addAll(names(JSON.readTree(ResultCodec.encode(result))));
    }
    for (String name : RESULTS)
      assertThat(written.get(name)).isEqualTo(names(schema(name).at("/properties")));
  }

  @Test
  void valuesOfCodeAndSchemasAreTheSame() {
    assertThat(values("frame", "/properties/headers/properties/freshness"))
        .isEqualTo(wire(Freshness.values(), Freshness::wire));
    assertThat(values("frame", "/properties/headers/properties/priority_class"))
        .isEqualTo(wire(PriorityClass.values(), PriorityClass::wire));
    Set<String> bodies = new HashSet<>(ImageTypes.ACCEPTED);
    bodies.add(ImageReference.CONTENT_TYPE);
    assertThat(values("frame", "/properties/properties/properties/content_type")).isEqualTo(bodies);
    assertThat(values("reference", "/properties/media_type")).isEqualTo(ImageTypes.ACCEPTED);
    Set<String> skips = wire(SkipReason.values(), SkipReason::wire);
    Set<String> fails = wire(FailReason.values(), FailReason::wire);
    assertThat(values("skipped", "/properties/reason")).isEqualTo(skips);
    assertThat(values("failed", "/properties/reason")).isEqualTo(fails);
    Set<String> reasons = new HashSet<>(skips);
    reasons.addAll(fails);
    assertThat(values("result-headers", "/properties/reason")).isEqualTo(reasons);
    // One more that the worker's tests look at: no result has it.
    assertThat(values("moved-headers", "/properties/reason"))
        .containsAll(fails)
        .hasSize(fails.size() + 1);
    assertThat(values("result-headers", "/properties/status")).isEqualTo(Set.copyOf(RESULTS));
    assertThat(schema("frame").at("/properties/properties/properties/type/const").textValue())
        .isEqualTo(MessageTypes.DETECT);
    assertThat(schema("detected").at("/properties/schema/const").textValue())
        .isEqualTo(MessageTypes.DETECTED);
    assertThat(schema("skipped").at("/properties/schema/const").textValue())
        .isEqualTo(MessageTypes.SKIPPED);
    assertThat(schema("failed").at("/properties/schema/const").textValue())
        .isEqualTo(MessageTypes.FAILED);
    assertThat(schema("failed").at("/properties/detail/maxLength").intValue())
        .isEqualTo(FrameResult.Failed.MAX_DETAIL_CHARS);
  }

  @Test
  void whatASchemaRequiresTheCodecRequires() {
    for (String name : RESULTS) {
      ObjectNode example = schema(name).at("/examples/0").deepCopy();
      for (JsonNode required : schema(name).at("/required")) {
        ObjectNode damaged = example.deepCopy();
        damaged.remove(required.textValue());
        assertThat(validate(schema(name), damaged))
            .as("%s without %s", name, required)
            .isNotEmpty();
        if (required.textValue().equals("id")) continue; // computed, not read
        assertThatThrownBy(() -> ResultCodec.decode(damaged.toString().getBytes(UTF_8)))
            .isInstanceOf(MalformedResultException.class)
            .hasMessage(required.textValue() + " is missing");
      }
    }
  }

  @Test
  void asyncApiNamesTheTopology() {
    assertThat(asyncApi.at("/channels/frames/bindings/amqp/exchange/name").textValue())
        .isEqualTo(Topology.DEFAULT.framesExchange());
    assertThat(asyncApi.at("/channels/detections/bindings/amqp/exchange/name").textValue())
        .isEqualTo(Topology.DEFAULT.detectionsExchange());
    for (Duration delay : Topology.RETRY_DELAYS) {
      assertThat(exchange("retry" + delay.toSeconds() + "s"))
          .isEqualTo(Topology.DEFAULT.retryQueue(delay));
    }
    assertThat(exchange("quarantine")).isEqualTo(Topology.DEFAULT.quarantineExchange());
    assertThat(exchange("deadLetters")).isEqualTo(Topology.DEFAULT.deadLetterExchange());
    assertThat(names(asyncApi.at("/channels")))
        .hasSize(Topology.RETRY_DELAYS.size() + 2 + 3); // frames, detections, reply
    assertThat(asyncApi.at("/channels/frames/address").textValue()).isEqualTo("{model}.{camera}");
  }

  private String exchange(String channel) {
    return asyncApi.at("/channels/" + channel + "/bindings/amqp/exchange/name").textValue();
  }

  @Test
  void asyncApiMessagesAreThoseOfTheCode() {
    Map<String, String> types =
        Map.of(
            "frame",
            MessageTypes.DETECT,
            "moved",
            MessageTypes.DETECT,
            "detected",
            MessageTypes.DETECTED,
            "skipped",
            MessageTypes.SKIPPED,
            "failed",
            MessageTypes.FAILED);
    JsonNode messages = asyncApi.at("/components/messages");
    assertThat(names(messages)).isEqualTo(types.keySet());
    types.forEach(
        (name, type) -> {
          assertThat(messages.at("/" + name + "/name").textValue()).isEqualTo(type);
          assertThat(messages.at("/" + name + "/bindings/amqp/messageType").textValue())
              .isEqualTo(type);
        });
    for (String name : RESULTS) {
      assertThat(messages.at("/" + name + "/payload/$ref").textValue())
          .isEqualTo("./schemas/" + name + ".json");
    }
  }

  @Test
  void asyncApiReferencesLeadSomewhere() {
    List<JsonNode> references = asyncApi.findValues("$ref");
    assertThat(references).hasSizeGreaterThan(20);
    for (JsonNode reference : references)
      assertThat(resolve(reference.textValue()).isMissingNode())
          .as(reference.textValue())
          .isFalse();
  }

  @Test
  void asyncApiExamplesAreValid() {
    for (JsonNode message : asyncApi.at("/components/messages")) {
      assertThat(message.at("/examples")).isNotEmpty();
      for (JsonNode example : message.at("/examples")) {
        assertValid(resolve(message.at("/headers/$ref").textValue()), example.at("/headers"));
        if (!example.has("payload")) continue;
        assertValid(resolve(message.at("/payload/$ref").textValue()), example.at("/payload"));
        assertCanonical(example.at("/payload"));
      }
    }
  }

  @Test
  void theReadmeKnowsEveryHeaderAndValue() {
    String readme = read(Path.of("README.md"));
    List<String> words = new ArrayList<>(Headers.REQUEST);
    words.addAll(Headers.RESULT);
    words.addAll(Headers.TIMINGS);
    words.addAll(Headers.MOVED);
    words.add(Headers.REFUSED);
    words.addAll(ImageTypes.ACCEPTED);
    words.add(ImageReference.CONTENT_TYPE);
    words.addAll(names(schema("reference").at("/properties")));
    words.addAll(values("result-headers", "/properties/reason"));
    words.addAll(names(schema("frame").at("/properties/properties/properties")));
    assertThat(words).allSatisfy(word -> assertThat(readme).contains("`" + word + "`"));
  }

  private void assertCanonical(JsonNode example) {
    byte[] json = example.toString().getBytes(UTF_8);
    assertThat(new String(ResultCodec.encode(ResultCodec.decode(json)), UTF_8))
        .isEqualTo(example.toString());
  }

  private void assertValid(JsonNode schema, JsonNode instance) {
    assertThat(validate(schema, instance)).as("%s", instance).isEmpty();
  }

  private List<Error> validate(JsonNode schema, JsonNode instance) {
    return registry
        .getSchema(schema.toString(), InputFormat.JSON)
        .validate(instance.toString(), InputFormat.JSON);
  }

  private JsonNode resolve(String reference) {
    String[] parts = reference.split("#", 2);
    JsonNode document = parts[0].isEmpty() ? asyncApi : json(Path.of(parts[0]));
    return parts.length == 1 ? document : document.at(parts[1]);
  }

  private Set<String> values(String schema, String pointer) {
    JsonNode values = schema(schema).at(pointer + "/enum");
    assertThat(values).as(pointer).isNotEmpty();
    Set<String> texts = new HashSet<>();
    values.forEach(value -> texts.add(value.textValue()));
    return texts;
  }

  private static JsonNode schema(String name) {
    return json(Path.of("schemas", name + ".json"));
  }

  private static Map<String, Object> headers(JsonNode node) {
    Map<String, Object> headers = new HashMap<>();
    node.properties()
        .forEach(
            e ->
                headers.put(
                    e.getKey(),
                    e.getValue().isNumber() ? e.getValue().longValue() : e.getValue().textValue()));
    return headers;
  }

  private static Set<String> names(JsonNode object) {
    return object.propertyStream().map(Map.Entry::getKey).collect(toSet());
  }

  private static <E> Set<String> wire(E[] values, Function<E, String> wire) {
    return Stream.of(values).map(wire).collect(toSet());
  }

  private static JsonNode asyncApi() {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return JSON.valueToTree(yaml.load(read(Path.of("asyncapi.yaml"))));
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(read(file));
    } catch (IOException e) {
      throw new AssertionError(file + " is not JSON", e);
    }
  }

  /** Tests run in the module's folder. */
  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(
          file + ": have " + Arrays.toString(Path.of("").toAbsolutePath().toFile().list()), e);
    }
  }
}
