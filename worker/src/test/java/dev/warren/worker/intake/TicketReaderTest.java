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
  private final AtomicInteger ignored = new AtomicInteger();

  private TicketReader reader(ReferenceConfig references) {
    WorkerMetrics metrics =
        new WorkerMetrics() {
          @Override
          public void replyToRefused() {
            refused.incrementAndGet();
          }

          @Override
          public void headerIgnored() {
            ignored.incrementAndGet();
          }
        };
    ReplyPolicy replies = ReplyPolicy.of(Topology.DEFAULT, List.of("answers.*"));
    return new TicketReader(
        "v", new Admission(FrameLimits.DEFAULT, replies, references), metrics, Tracing.OFF);
  }

  private static AMQP.BasicProperties.Builder properties() {
    return new AMQP.BasicProperties.Builder().messageId("f1");
  }

  private static byte[] document(String uri, int size) {
    return new ImageReference(URI.create(uri), "ab".repeat(32), size, "image/png").toJson();
  }

  private Ticket readReference(ReferenceConfig references, byte[] body) {
    AMQP.BasicProperties p = properties().contentType(ImageReference.CONTENT_TYPE).build();
    return reader(references).read(ENVELOPE, p, body, new NoReceipt());
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
    Ticket ticket = reader(STORE).read(ENVELOPE, properties().build(), IMAGE, new NoReceipt());
    assertThat(ticket.reference()).isNull();
    assertThat(ticket.image()).isSameAs(IMAGE);
  }

  @Test
  void malformedHeadersThatOnlyDescribeTheFrameAreIgnoredAndCounted() {
    AMQP.BasicProperties p =
        properties()
            .headers(Map.of("seq", "many", "camera", 17L, "traceparent", "0".repeat(5_000)))
            .build();
    assertThat(reader(STORE).read(ENVELOPE, p, IMAGE, new NoReceipt()).frame().seq()).isNull();
    assertThat(ignored).hasValue(3);
  }

  @Test
  void headersThatNobodyReadsAreNobodysBusiness() {
    AMQP.BasicProperties p =
        properties().headers(Map.of("\u0001\u0002binary", new byte[] {0, 1, (byte) 0xFF})).build();
    assertThat(reader(STORE).read(ENVELOPE, p, IMAGE, new NoReceipt()).frame().requestId())
        .isEqualTo("f1");
    assertThat(ignored).hasValue(0);
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
    Ticket ticket = reader.read(ENVELOPE, other, IMAGE, new NoReceipt());
    assertThat(ticket.reply().replyTo()).isNull();
    assertThat(refused).hasValue(1);
    MalformedFrameException e =
        catchThrowableOfType(
            MalformedFrameException.class,
            () -> reader.read(ENVELOPE, other, new byte[0], new NoReceipt()));
    Outcome outcome = reader.refusal(e, ENVELOPE, other, new NoReceipt());
    assertThat(outcome.ticket().reply().replyTo()).isNull();
    Outcome failure =
        reader.internalFailure(new RuntimeException(), ENVELOPE, other, new NoReceipt());
    assertThat(failure.ticket().reply().replyTo()).isNull();
    assertThat(refused).hasValue(3);
  }

  @Test
  void aQueueThatIsAllowedGetsIt() {
    TicketReader reader = reader(ReferenceConfig.NONE);
    AMQP.BasicProperties good = properties().replyTo("answers.1").build();
    Ticket ticket = reader.read(ENVELOPE, good, IMAGE, new NoReceipt());
    assertThat(ticket.reply().replyTo()).isEqualTo("answers.1");
    reader.read(ENVELOPE, properties().replyTo("").build(), IMAGE, new NoReceipt());
    reader.read(ENVELOPE, properties().build(), IMAGE, new NoReceipt());
    assertThat(refused).hasValue(0);
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
          catchThrowableOfType(
              MalformedFrameException.class,
              () -> reader(STORE).read(ENVELOPE, p, IMAGE, new NoReceipt()));
      reader(STORE).refusal(e, ENVELOPE, p, new NoReceipt());
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(before);
    }
    assertThat(appender.list).hasSizeGreaterThanOrEqualTo(3);
    assertThat(appender.list)
        .allSatisfy(event -> assertThat(event.getFormattedMessage()).doesNotContain("\n"));
  }
}
