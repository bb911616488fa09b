package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Move.Place;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CarriedFrameTest {
  private static final long MOVED_AT_MS = 1_763_690_400_456L;
  private static final Move RETRY =
      Move.of(
          Place.RETRY,
          new FrameResult.Failed(
              new FrameRef("f", "", null, "m", null, null),
              FailReason.INTERNAL,
              "decode",
              "out of luck",
              true));

  private static CarriedFrame frame(Map<String, Object> headers) {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .messageId("f")
            .contentType("image/png")
            .replyTo("r")
            .correlationId("c")
            .userId("camera")
            .expiration("100")
            .deliveryMode(1)
            .headers(headers)
            .build();
    return new CarriedFrame(new Envelope(1, false, "x", "m.gate"), properties, new byte[] {1});
  }

  /** The protocol's own tests hold its schema to the names of headers. */
  @Test
  void whyItWasMovedIsOneOfTheContractsReasons() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Path.of("../protocol/schemas/moved-headers.json").toFile());
    Set<String> reasons = new HashSet<>();
    schema.at("/properties/reason/enum").forEach(reason -> reasons.add(reason.textValue()));
    Set<String> ours =
        Stream.of(FailReason.values()).map(FailReason::wire).collect(Collectors.toSet());
    ours.add(Move.suspect(2).reason());
    assertThat(reasons).isEqualTo(ours);
    Set<String> headers = new HashSet<>();
    schema.at("/required").forEach(name -> headers.add(name.textValue()));
    assertThat(frame(null).moved(RETRY, "q").getHeaders().keySet()).isEqualTo(headers);
  }

  @Test
  void countsAreNumbersOfAnyType() {
    for (Object two : new Object[] {(byte) 2, (short) 2, 2, 2L, 2.0, new BigDecimal(2)}) {
      CarriedFrame frame =
          frame(Map.of("x-delivery-count", two, "attempt", two, "moved_at_ms", MOVED_AT_MS));
      assertThat(frame.redeliveries()).as(two.getClass().getName()).isEqualTo(2);
      assertThat(frame.tries()).isEqualTo(2);
    }
  }

  /** As RabbitMQ counts from 4.3 on: given back once, lost twice. */
  @Test
  void whatWasGivenBackIsNoLoss() {
    CarriedFrame frame = frame(Map.of("x-acquired-count", 3L, "x-delivery-count", 2L));
    assertThat(frame.redeliveries()).isEqualTo(3);
    assertThat(frame.losses()).isEqualTo(2);
    assertThat(frame(Map.of("x-acquired-count", 1L)).losses()).isZero();
    assertThat(frame(Map.of("x-delivery-count", 1L)).losses()).as("before 4.3").isEqualTo(1);
  }

  @Test
  void whatIsNoCountCountsAsNone() {
    assertThat(frame(null).tries()).isEqualTo(1);
    assertThat(frame(null).redeliveries()).isZero();
    for (Object value : new Object[] {0, -7, "2", LongStringHelper.asLongString("2"), List.of()}) {
      CarriedFrame frame =
          frame(Map.of("x-delivery-count", value, "attempt", value, "moved_at_ms", MOVED_AT_MS));
      assertThat(frame.redeliveries()).isZero();
      assertThat(frame.tries()).isEqualTo(1);
    }
    CarriedFrame many = frame(Map.of("attempt", Long.MAX_VALUE, "moved_at_ms", MOVED_AT_MS));
    assertThat((Integer) many.moved(RETRY, "q").getHeaders().get("attempt")).isPositive();
  }

  /** A word that gateways have a use for themselves. */
  @Test
  void anAttemptThatNoWorkerWroteCountsNothing() {
    CarriedFrame frame = frame(Map.of("attempt", 99));
    assertThat(frame.attempt()).isEqualTo(1);
    assertThat(frame.moved(RETRY, "q").getHeaders()).containsEntry("attempt", 2);
  }

  @Test
  void takesAlongWhatARequestIsAndLeavesTheRestBehind() {
    AMQP.BasicProperties moved =
        frame(
                Map.of(
                    "camera",
                    "gate",
                    "seq",
                    7,
                    "attempt",
                    2,
                    "moved_at_ms",
                    MOVED_AT_MS,
                    "x-delivery-count",
                    1,
                    "x-death",
                    List.of(),
                    "CC",
                    List.of("elsewhere"),
                    "reason",
                    "of somebody else",
                    "extra",
                    "x".repeat(1_000)))
            .moved(RETRY, "warren.frames.m");
    Map<String, Object> headers = new HashMap<>(moved.getHeaders());
    assertThat((Long) headers.remove("moved_at_ms")).isPositive();
    assertThat(headers)
        .isEqualTo(
            Map.of(
                "camera", "gate",
                "seq", 7,
                "attempt", 3,
                "reason", "internal",
                "stage", "decode",
                "detail", "out of luck",
                "origin", "warren.frames.m"));
    assertThat(moved.getMessageId()).isEqualTo("f");
    assertThat(moved.getContentType()).isEqualTo("image/png");
    assertThat(moved.getReplyTo()).isEqualTo("r");
    assertThat(moved.getCorrelationId()).isEqualTo("c");
    assertThat(moved.getDeliveryMode()).isEqualTo(2);
    assertThat(moved.getExpiration()).isNull();
    assertThat(moved.getUserId()).isNull();
  }

  @Test
  void onlyARetryCountsAsOneMoreTry() {
    Move suspicion = Move.suspect(2);
    Map<String, Object> second = Map.of("attempt", 2, "moved_at_ms", MOVED_AT_MS);
    assertThat(frame(second).moved(suspicion, "q").getHeaders())
        .containsEntry("attempt", 2)
        .containsEntry("reason", "crash_suspect");
    assertThat(suspicion.place()).isEqualTo(Place.QUARANTINE);
  }
}
