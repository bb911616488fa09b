package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
  private static final byte[] JPEG = Samples.jpeg(64);

  @Test
  void whatIsWrittenIsRead() {
    for (long seed = 0; seed < 2000; seed++) {
      FrameRequest frame = Samples.frame(new Random(seed));
      List<String> ignored = new ArrayList<>();
      FrameRequest read =
          FrameCodec.read(
              frame.routingKey(),
              FrameCodec.properties(frame),
              frame.image(),
              FrameLimits.DEFAULT,
              ignored::add);
      assertThat(read).as("seed %d", seed).isEqualTo(frame);
      assertThat(ignored).isEmpty();
    }
  }

  @Test
  void messageIdAndRoutingKeyAreEnough() {
    FrameRequest frame = read(Map.of());
    assertThat(frame.model()).isEqualTo("yolo11n");
    assertThat(frame.camera()).isEqualTo("site.gate-3");
    assertThat(frame.contentType()).isEqualTo(ImageTypes.JPEG);
    assertThat(frame.freshness()).isEqualTo(Freshness.EVERY);
    assertThat(frame.priorityClass()).isEqualTo(PriorityClass.NORMAL);
  }

  @Test
  void aLaterMinorVersionIsReadAsOurs() {
    AMQP.BasicProperties later =
        properties(Map.of("new", Map.of("a", 1))).builder().type("vision.detect.v1.2").build();
    List<String> ignored = new ArrayList<>();
    FrameRequest frame =
        FrameCodec.read("yolo11n.c", later, JPEG, FrameLimits.DEFAULT, ignored::add);
    assertThat(frame.id()).isEqualTo("id-1");
    assertThat(ignored).as("what is not of the contract is not looked at").isEmpty();
  }

  @Test
  void headersThatWereReplacedOnArrivalAreRefused() {
    MalformedFrameException e =
        catchThrowableOfType(
            MalformedFrameException.class, () -> read(Map.of(Headers.REFUSED, "are too odd\n")));
    assertThat(e.reason()).isEqualTo(FailReason.MALFORMED);
    assertThat(e.field()).isEqualTo("headers");
    assertThat(e).hasMessage("headers are too odd?");
    assertThat(e.frame().camera()).isEqualTo("site.gate-3");
  }

  @Test
  void readsNumbersOfEveryWidthAndTextOfEveryKind() {
    List<Object> sevens =
        List.of(
            (byte) 7,
            (short) 7,
            7,
            7L,
            7.0,
            7f,
            new BigDecimal("7.00"),
            "7",
            LongStringHelper.asLongString("7"));
    for (Object seven : sevens) {
      assertThat(read(Map.of("seq", seven)).seq()).as("%s", seven.getClass()).isEqualTo(7);
    }
    assertThat(read(Map.of("captured_at_ms", new Date(5000))).capturedAtMs()).isEqualTo(5000);
    assertThat(read(Map.of("deadline_ms", new Date(5000))).deadlineMs()).isEqualTo(5000);
    assertThat(read(Map.of("camera", LongStringHelper.asLongString("c"))).camera()).isEqualTo("c");
    assertThat(read(Map.of("freshness", LongStringHelper.asLongString("latest"))).freshness())
        .isEqualTo(Freshness.LATEST);
  }

  @Test
  void malformedDescriptionsAreIgnoredAndListed() {
    Map<String, Object> headers = new HashMap<>();
    headers.put("camera", 5);
    headers.put("seq", "many");
    headers.put("captured_at_ms", 1.5);
    headers.put("freshness", "fresh");
    headers.put("priority_class", "HIGH");
    headers.put("traceparent", "00-zz");
    headers.put("unknown", List.of());
    List<String> ignored = new ArrayList<>();
    FrameRequest frame =
        FrameCodec.read("m.c", properties(headers), JPEG, FrameLimits.DEFAULT, ignored::add);
    assertThat(frame.camera()).isEqualTo("c");
    assertThat(frame.seq()).isNull();
    assertThat(ignored)
        .containsExactlyInAnyOrder(
            "camera is not a string: 5",
            "seq is not a whole number: many",
            "captured_at_ms is not a whole number: 1.5",
            "freshness is none of its values: fresh",
            "priority_class is none of its values: HIGH",
            "traceparent is not W3C trace context: 00-zz");
  }

  @Test
  void aTimeThatNoClockShowsIsIgnoredAndListed() {
    for (long never : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      List<String> ignored = new ArrayList<>();
      Map<String, Object> headers = Map.of("captured_at_ms", never);
      FrameRequest frame =
          FrameCodec.read("m.c", properties(headers), JPEG, FrameLimits.DEFAULT, ignored::add);
      assertThat(frame.capturedAtMs()).isNull();
      assertThat(ignored).containsExactly("captured_at_ms is out of range: " + never);
    }
    for (long strange : new long[] {-1, 0, 1_763_690_400_123_000_000L}) {
      assertThat(read(Map.of("captured_at_ms", strange)).capturedAtMs()).isEqualTo(strange);
    }
  }

  @Test
  void anOverlongCameraHeaderIsIgnored() {
    assertThat(read(Map.of("camera", "x".repeat(300))).camera()).isEqualTo("site.gate-3");
    assertThat(read(Map.of("camera", "two\nlines")).camera()).isEqualTo("site.gate-3");
  }

  record Case(String key, AMQP.BasicProperties p, byte[] body, FailReason reason, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Case refused(AMQP.BasicProperties p, String message) {
    return new Case("m.c", p, JPEG, FailReason.MALFORMED, message);
  }

  private static Case header(String name, Object value, String problem) {
    return refused(properties(Map.of(name, value)), name + " " + problem);
  }

  private static Case type(String type, String shown) {
    AMQP.BasicProperties p = properties(Map.of()).builder().type(type).build();
    return refused(p, "type is not vision.detect.v1: " + shown);
  }

  private static Case key(String key, String message) {
    return new Case(key, properties(Map.of()), JPEG, FailReason.MALFORMED, message);
  }

  private static Case body(String contentType, byte[] body, FailReason reason, String message) {
    AMQP.BasicProperties p = properties(Map.of()).builder().contentType(contentType).build();
    return new Case("m.c", p, body, reason, message);
  }

  static List<Case> malformed() {
    AMQP.BasicProperties.Builder id = new AMQP.BasicProperties.Builder();
    byte[] text = "hello".getBytes();
    return List.of(
        refused(id.build(), "message_id is missing"),
        refused(id.messageId("").build(), "message_id is missing"),
        refused(id.messageId("é".repeat(128)).build(), "message_id > 255 bytes: 256"),
        refused(id.messageId("a\nb").build(), "message_id has control characters: a?b"),
        key("", "routing_key is not <model>.<camera>: "),
        key(".c", "routing_key is not <model>.<camera>: .c"),
        key("m*.c", "model is not one word of a routing key: 'm*'"),
        type("vision.detect.v2", "vision.detect.v2"),
        type("vision.detect.v10", "vision.detect.v10"),
        type("t".repeat(79) + "\ud83d\ude00".repeat(9), "t".repeat(79) + "?..."),
        header("deadline_ms", "soon", "is not a whole number: soon"),
        header("deadline_ms", Map.of(), "is not a whole number: a table of 0"),
        header("deadline_ms", new byte[3], "is not a whole number: 3 bytes"),
        header("deadline_ms", Double.NaN, "is not a whole number: NaN"),
        header("ttl_ms", -1, "< 0: -1"),
        header("ttl_ms", new Date(5000), "is not a whole number: 1970-01-01T00:00:05Z"),
        body(null, new byte[0], FailReason.MALFORMED, "body is empty"),
        body(null, Samples.jpeg(1001), FailReason.OVERSIZE, "body > 1000 bytes: 1001"),
        body(
            "image/png",
            JPEG,
            FailReason.MALFORMED,
            "content_type image/png contradicts the body: image/jpeg"),
        body(
            "image/jpeg",
            text,
            FailReason.MALFORMED,
            "content_type image/jpeg contradicts the body: it begins with 68656c6c6f"),
        body(
            "text/plain", JPEG, FailReason.UNSUPPORTED, "content_type is not accepted: text/plain"),
        body(
            null,
            "GIF89a...".getBytes(),
            FailReason.UNSUPPORTED,
            "body is no accepted image: image/gif"),
        body(
            null,
            text,
            FailReason.UNSUPPORTED,
            "body is no accepted image: it begins with 68656c6c6f"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void namesThingRuleAndValue(Case c) {
    MalformedFrameException e =
        catchThrowableOfType(
            MalformedFrameException.class,
            () -> FrameCodec.read(c.key, c.p, c.body, new FrameLimits(1000)));
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.getMessage()).endsWith(c.message);
    assertThat(e.reason()).isEqualTo(c.reason);
    assertThat(e.toResult().stage()).isEqualTo("intake");
    assertThat(ResultCodec.decode(ResultCodec.encode(e.toResult()))).isEqualTo(e.toResult());
  }

  @Test
  void aRefusalCarriesWhatCouldBeRead() {
    AMQP.BasicProperties p =
        new AMQP.BasicProperties.Builder()
            .correlationId("call-1")
            .replyTo("answers")
            .headers(Map.of("seq", 9, "captured_at_ms", 5L, "camera", "yard"))
            .build();
    MalformedFrameException e =
        catchThrowableOfType(
            MalformedFrameException.class,
            () -> FrameCodec.read("m.c", p, JPEG, FrameLimits.DEFAULT));
    assertThat(e.frame()).isEqualTo(new FrameRef("", "yard", 9L, "m", null, 5L));
    assertThat(e.replyTo()).isEqualTo("answers");
    assertThat(e.correlationId()).isEqualTo("call-1");
    assertThat(e.field()).isEqualTo("message_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image/jpeg", "IMAGE/JPEG; q=1", "image/jpg", "application/octet-stream", ""})
  void toleratesWaysToWriteTheContentType(String declared) {
    AMQP.BasicProperties p = properties(Map.of()).builder().contentType(declared).build();
    assertThat(FrameCodec.read("m.c", p, JPEG, FrameLimits.DEFAULT).contentType())
        .isEqualTo(ImageTypes.JPEG);
  }

  @Test
  void theSizeLimitIsInclusive() {
    FrameCodec.read("m.c", properties(Map.of()), Samples.jpeg(1000), new FrameLimits(1000));
  }

  @Test
  void theEarlierOfDeadlineAndLifetimeCounts() {
    FrameRequest.Builder builder = FrameRequest.builder("i", "m", "c", JPEG);
    assertThat(builder.build().expiresAtMs(100)).isEmpty();
    assertThat(builder.ttlMs(50L).build().expiresAtMs(100)).hasValue(150);
    assertThat(builder.capturedAtMs(80L).build().expiresAtMs(100)).hasValue(130);
    assertThat(builder.deadlineMs(120L).build().expiresAtMs(100)).hasValue(120);
    assertThat(builder.deadlineMs(null).ttlMs(Long.MAX_VALUE).build().expiresAtMs(100))
        .hasValue(Long.MAX_VALUE);
  }

  @Test
  void aRequestThatBreaksTheContractCannotBeBuilt() {
    assertThatThrownBy(() -> Samples.frame("")).hasMessage("id is empty");
    assertThatThrownBy(() -> Samples.frame("x".repeat(256))).hasMessage("id > 255 bytes: 256");
    assertThatThrownBy(() -> FrameRequest.builder("i", "a.b", "c", JPEG).build())
        .hasMessage("model is not one word of a routing key: 'a.b'");
    assertThatThrownBy(() -> FrameRequest.builder("i", "m", "c", new byte[] {1, 2}).build())
        .hasMessageContaining("image is none of [image/bmp, image/jpeg, image/png, image/webp]");
  }

  private static FrameRequest read(Map<String, Object> headers) {
    return FrameCodec.read("yolo11n.site.gate-3", properties(headers), JPEG, FrameLimits.DEFAULT);
  }

  private static AMQP.BasicProperties properties(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder().messageId("id-1").headers(headers).build();
  }
}
