package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.EnvelopeSeeds;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.protocol.RawEnvelope;
import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Timings;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.fuzz.Checks;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.UriPrefix;
import dev.warren.worker.tracing.Tracing;
import java.util.List;

/**
 * A delivery from the wire to its ticket or its refusal, and the answer back to the wire: whatever
 * a stranger publishes, an answer can be written, sent and read.
 */
public final class EnvelopesFuzz implements FuzzTarget {
  private static final Receipt RECEIPT = new NoReceipt();

  private final TicketReader reader =
      new TicketReader(
          "sha256:ab12",
          new FrameLimits(1024),
          new PublisherRights(
              ReplyPolicy.of(Topology.DEFAULT, List.of("answers")),
              ReferenceConfig.NONE.withAllowed(List.of(UriPrefix.parse("https://store.example/")))),
          WorkerMetrics.NOOP,
          Tracing.OFF);

  @Override
  public String name() {
    return "envelopes";
  }

  @Override
  public List<byte[]> seeds() {
    return EnvelopeSeeds.frames();
  }

  @Override
  public String run(byte[] input) throws Exception {
    RawEnvelope raw = RawEnvelope.read(input);
    if (raw == null) return NOT_DELIVERED;
    Outcome first = outcome(raw);
    answer(first);
    // A repeated delivery gets the same bytes, though its objects are others.
    Outcome again = outcome(RawEnvelope.read(input));
    if (!first.result().equals(again.result())) {
      throw new AssertionError("first " + first.result() + ", then " + again.result());
    }
    if (!(first.result() instanceof FrameResult.Failed failed)) return "ticket";
    Checks.oneLine(failed.detail());
    return "refused: " + failed.detail().split(" ", 2)[0] + " " + failed.reason().wire();
  }

  private Outcome outcome(RawEnvelope raw) {
    Envelope envelope = new Envelope(1, false, "warren.frames", raw.routingKey());
    CarriedFrame frame = new CarriedFrame(envelope, raw.properties(), raw.body());
    try {
      Ticket ticket = reader.read(frame, RECEIPT, 0);
      ticket.slackNanos(System.nanoTime());
      return Outcome.skipped(ticket, SkipReason.DEADLINE);
    } catch (MalformedFrameException e) {
      return reader.refusal(e, frame, RECEIPT);
    }
  }

  /** As the publisher does it. */
  private static void answer(Outcome outcome) throws Exception {
    Ticket.Reply reply = outcome.ticket().reply();
    ResultHeaders headers =
        new ResultHeaders(
            "worker", "engine", 1, reply.attempt(), 0L, Timings.NONE, reply.trace().traceparent());
    byte[] body = ResultCodec.encode(outcome.result());
    AMQP.BasicProperties sent =
        RawEnvelope.sent(
            ResultMessages.properties(outcome.result(), headers, reply.correlationId()));
    FrameResult read = ResultMessages.read(reply.routingKey(), sent, body, 0).result();
    if (!read.equals(outcome.result())) {
      throw new AssertionError("sent " + outcome.result() + ", read " + read);
    }
  }
}
