package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Headers;
import dev.warren.protocol.ImageReference;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.Topology;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.UriPrefix;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.tracing.Tracing;
import java.net.URI;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a delivery becomes, by what its publisher may ask for. */
class TicketReaderTest {
  private static final Envelope ENVELOPE = new Envelope(1, false, "warren.frames", "m.gate");
  private static final byte[] IMAGE = Pictures.grey(16, 3);
  private static final ReferenceConfig STORE =
      ReferenceConfig.NONE
          .withAllowed(List.of(UriPrefix.parse("https://store.example/")))
          .withMaxBytes(1000);

  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger skewed = new AtomicInteger();
  private final AtomicInteger ignored = new AtomicInteger();
  private final List<Long> ahead = new ArrayList<>();
  private final List<Long> ages = new ArrayList<>();

  private TicketReader reader(ReferenceConfig references) {
    WorkerMetrics metrics =
        new WorkerMetrics() {
          @Override
          public void replyToRefused() {
            refused.incrementAndGet();
          }

          @Override
          public void frameSkewed() {
            skewed.incrementAndGet();
          }

          @Override
          public void clockSeen(long aheadMs, long receivedMs) {
            ahead.add(aheadMs);
          }

          @Override
          public void frameDated(long sinceCaptureMs) {
            ages.add(sinceCaptureMs);
          }

          @Override
          public void headerIgnored() {
            ignored.incrementAndGet();
          }
        };
    ReplyPolicy replies = ReplyPolicy.of(Topology.DEFAULT, List.of("answers.*"));
    PublisherRights rights = new PublisherRights(replies, references);
    return new TicketReader("v", FrameLimits.DEFAULT, rights, metrics, Tracing.OFF);
  }

  private static CarriedFrame frame(AMQP.BasicProperties p, byte[] body) {
    return new CarriedFrame(ENVELOPE, p, body);
  }

  private static Ticket read(TicketReader reader, AMQP.BasicProperties p) {
    return read(reader, p, IMAGE);
  }

  private static Ticket read(TicketReader reader, AMQP.BasicProperties p, byte[] body) {
    return reader.read(frame(p, body), new NoReceipt(), QueueWait.UNKNOWN_MS);
  }

  private static AMQP.BasicProperties.Builder properties() {
    return new AMQP.BasicProperties.Builder().messageId("f1");
  }

  private static byte[] document(String uri, int size) {
    return new ImageReference(URI.create(uri), "ab".repeat(32), size, "image/png").toJson();
  }

  private Ticket readReference(ReferenceConfig references, byte[] body) {
    AMQP.BasicProperties p = properties().contentType(ImageReference.CONTENT_TYPE).build();
    return read(reader(references), p, body);
  }

  private MalformedFrameException refusal(ReferenceConfig references, byte[] body) {
    MalformedFrameException e =
        catchThrowableOfType(MalformedFrameException.class, () -> readReference(references, body));
    assertThat(e).isNotNull();
    assertThat(e.frame().requestId()).isEqualTo("f1");
    return e;
  }

  @Test
  void aReferenceTravelsInPlaceOfTheImage() {
    FrameRequest frame =
        FrameRequest.builder(
                "f1",
                "m",
                "gate",
                ImageReference.of(URI.create("https://store.example/1.png?sig=1"), IMAGE))
            .build();
    Ticket ticket = readReference(STORE, frame.image());
    assertThat(ticket.image()).isEmpty();
    assertThat(ticket.reference().uri()).hasToString("https://store.example:443/1.png?sig=1");
    assertThat(ticket.reference().size()).isEqualTo(IMAGE.length);
  }

  @Test
  void anImageHasNoReference() {
    Ticket ticket = read(reader(STORE), properties().build());
    assertThat(ticket.reference()).isNull();
    assertThat(ticket.image()).isSameAs(IMAGE);
  }

  @Test
  void malformedHeadersThatOnlyDescribeTheFrameAreIgnoredAndCounted() {
    AMQP.BasicProperties p =
        properties()
            .headers(Map.of("seq", "many", "camera", 17L, "traceparent", "0".repeat(5_000)))
            .build();
    assertThat(read(reader(STORE), p).frame().seq()).isNull();
    assertThat(ignored).hasValue(3);
  }

  @Test
  void headersThatNobodyReadsAreNobodysBusiness() {
    AMQP.BasicProperties p =
        properties().headers(Map.of("\u0001\u0002binary", new byte[] {0, 1, (byte) 0xFF})).build();
    assertThat(read(reader(STORE), p).frame().requestId()).isEqualTo("f1");
    assertThat(ignored).hasValue(0);
  }

  @Test
  void aClockShowsWhereItIsAheadOrKnownToBeBehind() throws Exception {
    TicketReader reader = reader(ReferenceConfig.NONE);
    read(reader, "none", null, QueueWait.UNKNOWN_MS);
    assertThat(ahead).as("no time in the frame").isEmpty();
    assertThat(ages).isEmpty();
    read(reader, "right", 0L, 0);
    read(reader, "waited", -3_600_000L, QueueWait.UNKNOWN_MS);
    assertThat(ahead).containsExactly(0L, 0L);
    ahead.clear();
    read(reader, "a little", 4_000L, QueueWait.UNKNOWN_MS);
    read(reader, "far", 3_600_000L, QueueWait.UNKNOWN_MS);
    read(reader, "behind", -3_600_000L, 0);
    assertThat(ahead.get(0)).isBetween(1L, 4_000L);
    assertThat(ahead.get(1)).isBetween(3_000_000L, 3_600_000L);
    assertThat(ahead.get(2)).isLessThanOrEqualTo(-3_600_000L);
    assertThat(ages).hasSize(5);
    assertThat(ages.get(1)).as("waited").isGreaterThanOrEqualTo(3_600_000L);
    assertThat(ages.get(3)).as("far").isLessThan(0);
  }

  @Test
  void aCaptureThatIsNoTimeTellsNothingOfAgeOrClock() {
    AMQP.BasicProperties p =
        properties().headers(Map.of("captured_at_ms", Long.MIN_VALUE, "ttl_ms", 60_000)).build();
    Ticket ticket = reader(STORE).read(frame(p, IMAGE), new NoReceipt(), 0);
    assertThat(ignored).hasValue(1);
    assertThat(ages).isEmpty();
    assertThat(ahead).isEmpty();
    assertThat(ticket.slackNanos(System.nanoTime())).as("from arrival").isPositive();
  }

  /** Whose deadline is a second after the capture. */
  private static void read(TicketReader reader, String camera, Long aheadMs, long longestWaitMs) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(Headers.CAMERA, camera);
    if (aheadMs != null) {
      long captured = System.currentTimeMillis() + aheadMs;
      headers.put(Headers.CAPTURED_AT_MS, captured);
      headers.put(Headers.DEADLINE_MS, captured + 1_000);
    }
    AMQP.BasicProperties p = properties().headers(headers).build();
    reader.read(frame(p, IMAGE), new NoReceipt(), longestWaitMs);
  }

  /** Of a clock that is an hour behind, with 30 s to live; as long as it came at once. */
  @Test
  void theDeadlineIsThatOfThePublishersClockIfItIsKnownToBeOff() {
    long captured = System.currentTimeMillis() - 3_600_000;
    AMQP.BasicProperties p =
        properties()
            .headers(Map.of("captured_at_ms", captured, "deadline_ms", captured + 30_000))
            .build();
    TicketReader reader = reader(STORE);
    Ticket waited = read(reader, p);
    assertThat(waited.slackNanos(System.nanoTime())).isNegative();
    assertThat(skewed).hasValue(0);
    Ticket prompt = reader.read(frame(p, IMAGE), new NoReceipt(), 0);
    assertThat(prompt.slackNanos(System.nanoTime())).isBetween(1L, 30_000_000_000L);
    Envelope again = new Envelope(2, true, "warren.frames", "n.gate");
    AMQP.BasicProperties other = p.builder().headers(headers(p, "camera", "other")).build();
    Ticket repeated = reader.read(new CarriedFrame(again, other, IMAGE), new NoReceipt(), 0);
    assertThat(repeated.slackNanos(System.nanoTime())).as("it was here before").isNegative();
    assertThat(skewed).hasValue(1);
  }

  /** Of the same clock: whichever way a frame says by when it is wanted, and when it was sent. */
  @Test
  void soIsATimeToLiveAndADeadlineBesideTheTimeOfSending() {
    long sent = System.currentTimeMillis() - 3_600_000;
    AMQP.BasicProperties ttl =
        properties().headers(Map.of("captured_at_ms", sent, "ttl_ms", 30_000)).build();
    AMQP.BasicProperties deadline =
        properties()
            .timestamp(new Date(sent))
            .headers(Map.of("camera", "other", "deadline_ms", sent + 30_000))
            .build();
    for (AMQP.BasicProperties p : List.of(ttl, deadline)) {
      Ticket prompt = reader(STORE).read(frame(p, IMAGE), new NoReceipt(), 0);
      assertThat(prompt.slackNanos(System.nanoTime())).isBetween(1L, 30_000_000_000L);
    }
    AMQP.BasicProperties none = properties().headers(Map.of("captured_at_ms", sent)).build();
    skewed.set(0);
    Ticket unhurried = reader(STORE).read(frame(none, IMAGE), new NoReceipt(), 0);
    assertThat(unhurried.slackNanos(System.nanoTime())).isEqualTo(Long.MAX_VALUE);
    assertThat(skewed).as("no time to be moved").hasValue(0);
  }

  @Test
  void aDeadlineBeyondWhatNanosecondsHoldIsNone() {
    for (long never : new long[] {Long.MAX_VALUE, System.currentTimeMillis() * 1_000}) {
      AMQP.BasicProperties p = properties().headers(Map.of("deadline_ms", never)).build();
      assertThat(read(reader(STORE), p).slackNanos(System.nanoTime())).isEqualTo(Long.MAX_VALUE);
    }
  }

  private static Map<String, Object> headers(AMQP.BasicProperties p, String name, Object value) {
    Map<String, Object> headers = new HashMap<>(p.getHeaders());
    headers.put(name, value);
    return headers;
  }

  /** As RabbitMQ from 3.12 on writes it, if told to. */
  @Test
  void theBrokersTimeShowsAClockThatIsOffInABacklogToo() {
    long now = System.currentTimeMillis();
    long captured = now - 3_600_000;
    AMQP.BasicProperties p =
        properties()
            .headers(
                Map.of(
                    "timestamp_in_ms",
                    now - 10_000,
                    "captured_at_ms",
                    captured,
                    "deadline_ms",
                    captured + 30_000))
            .build();
    Ticket ticket = read(reader(STORE), p);
    assertThat(ticket.slackNanos(System.nanoTime())).isBetween(1L, 20_000_000_000L);
  }

  @Test
  void whereNothingMayBeFetchedAReferenceIsUnsupported() {
    MalformedFrameException e =
        refusal(ReferenceConfig.NONE, document("https://store.example/1.png", 9));
    assertThat(e.reason()).isEqualTo(FailReason.UNSUPPORTED);
    assertThat(e)
        .hasMessageContaining("content_type is not accepted: " + ImageReference.CONTENT_TYPE);
  }

  @Test
  void aReferenceThatBreaksARuleIsRefusedAtOnce() {
    assertThat(refusal(STORE, document("ftp://store.example/1.png", 9)).reason())
        .isEqualTo(FailReason.MALFORMED);
    assertThat(refusal(STORE, "{}".getBytes()).reason()).isEqualTo(FailReason.MALFORMED);
    MalformedFrameException e = refusal(STORE, document("https://store.example/1.png", 1001));
    assertThat(e.reason()).isEqualTo(FailReason.OVERSIZE);
    assertThat(e).hasMessage("body reference: size 1001, limit 1000 bytes");
  }

  @Test
  void aQueueThatIsNotAllowedGetsNoResultWhateverBecomesOfTheFrame() {
    TicketReader reader = reader(ReferenceConfig.NONE);
    AMQP.BasicProperties other = properties().replyTo("others").build();
    Ticket ticket = read(reader, other);
    assertThat(ticket.reply().replyTo()).isNull();
    assertThat(refused).hasValue(1);
    MalformedFrameException e =
        catchThrowableOfType(MalformedFrameException.class, () -> read(reader, other, new byte[0]));
    Outcome outcome = reader.refusal(e, frame(other, IMAGE), new NoReceipt());
    assertThat(outcome.ticket().reply().replyTo()).isNull();
    Outcome failure =
        reader.internalFailure(new RuntimeException(), frame(other, IMAGE), new NoReceipt());
    assertThat(failure.ticket().reply().replyTo()).isNull();
    assertThat(refused).hasValue(3);
  }

  @Test
  void aQueueThatIsAllowedGetsIt() {
    TicketReader reader = reader(ReferenceConfig.NONE);
    AMQP.BasicProperties good = properties().replyTo("answers.1").build();
    Ticket ticket = read(reader, good);
    assertThat(ticket.reply().replyTo()).isEqualTo("answers.1");
    read(reader, properties().replyTo("").build());
    read(reader, properties().build());
    assertThat(refused).hasValue(0);
  }

  @Test
  void anEmptyCorrelationCountsAsAbsentWhateverBecomesOfTheFrame() {
    TicketReader reader = reader(ReferenceConfig.NONE);
    AMQP.BasicProperties empty = properties().correlationId("").build();
    Ticket ticket = read(reader, empty);
    assertThat(ticket.reply().correlationId()).isEqualTo("f1");
    MalformedFrameException e =
        catchThrowableOfType(MalformedFrameException.class, () -> read(reader, empty, new byte[0]));
    Outcome refusal = reader.refusal(e, frame(empty, IMAGE), new NoReceipt());
    assertThat(refusal.ticket().reply().correlationId()).isEqualTo("f1");
  }

  @Test
  void nothingThatIsLoggedCanForgeALine() {
    Logger logger = (Logger) LoggerFactory.getLogger(TicketReader.class);
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
    try {
      AMQP.BasicProperties p =
          new AMQP.BasicProperties.Builder()
              .messageId("a\nINFO forged")
              .replyTo("b\nINFO forged")
              .headers(Map.of("seq", "many\n"))
              .build();
      MalformedFrameException e =
          catchThrowableOfType(MalformedFrameException.class, () -> read(reader(STORE), p));
      reader(STORE).refusal(e, frame(p, IMAGE), new NoReceipt());
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(before);
    }
    assertThat(appender.list).hasSizeGreaterThanOrEqualTo(3);
    assertThat(appender.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain("\n"));
  }
}
