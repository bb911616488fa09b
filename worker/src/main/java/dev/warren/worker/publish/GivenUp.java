package dev.warren.worker.publish;

import dev.warren.protocol.ForeignText;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Topology;
import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Move.Place;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.FirstWarning;
import dev.warren.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of frames that failed. For what may be over soon they are tried again later, unless
 * they would be late by then; when that has not helped they are answered, and kept among the dead
 * letters; so are those that can never succeed, if asked for. Thread-safe.
 */
public final class GivenUp {
  private static final Logger log = LoggerFactory.getLogger(GivenUp.class);

  private final Config config;
  private final Consumer<Outcome> answers;
  private final WorkerMetrics metrics;
  private final FirstWarning refusedFrames = new FirstWarning(log, "such frames");

  /**
   * @param retries how often a frame is tried again
   * @param keepMalformed whether frames that can never succeed are kept among the dead letters
   */
  public record Config(int retries, boolean keepMalformed) {
    public static final Config DEFAULT = new Config(3, false);

    private static final int MAX_RETRIES = 1_000;

    public Config {
      if (retries < 0 || retries > MAX_RETRIES) {
        throw new IllegalArgumentException(
            "retryAttempts not in 0.." + MAX_RETRIES + ": " + retries);
      }
    }
  }

  public GivenUp(Config config, Consumer<Outcome> answers, WorkerMetrics metrics) {
    this.config = config;
    this.answers = answers;
    this.metrics = metrics;
  }

  /** Takes every outcome. */
  public void accept(Outcome outcome) {
    if (!(outcome.result() instanceof FrameResult.Failed failed)) {
      answers.accept(outcome);
      return;
    }
    metrics.frameFailed(failed.stage(), failed.reason());
    switch (failed.reason()) {
      case MALFORMED, OVERSIZE, UNSUPPORTED -> refused(failed);
      case ENGINE_ERROR, INTERNAL -> {} // logged where it happened
    }
    Ticket ticket = outcome.ticket();
    if (failed.retryable() && ticket.receipt().tries() <= config.retries()) {
      // A lifetime that counts from arrival would begin anew with each try.
      if (isLateByNextTry(ticket)) answers.accept(Outcome.skipped(ticket, SkipReason.DEADLINE));
      else retry(outcome, failed);
    } else if (failed.retryable() || config.keepMalformed()) {
      keep(outcome, failed);
    } else {
      answers.accept(outcome);
    }
  }

  /** The fault is its sender's, whose other frames may all end so. */
  private void refused(FrameResult.Failed failed) {
    FrameRef frame = failed.frame();
    refusedFrames.warn(
        "frame '{}' of {} is refused as {}: {}",
        ForeignText.shown(frame.requestId()),
        frame.camera().isEmpty()
            ? "an unknown camera"
            : "camera '" + ForeignText.shown(frame.camera()) + "'",
        failed.reason().wire(),
        ForeignText.shown(failed.detail()));
  }

  private static boolean isLateByNextTry(Ticket ticket) {
    Duration delay = Topology.retryDelay(ticket.receipt().tries());
    return ticket.slackNanos(System.nanoTime()) < delay.toNanos();
  }

  private void retry(Outcome outcome, FrameResult.Failed failed) {
    Receipt receipt = outcome.ticket().receipt();
    receipt
        .send(Move.of(Place.RETRY, failed))
        .thenAccept(
            taken -> {
              if (taken) settle(outcome, receipt::ack);
              // Once back to its queue; a second time it would only go round in circles.
              else if (receipt.redeliveries() == 0) settle(outcome, receipt::requeue);
              else settle(outcome, () -> answers.accept(outcome));
            });
  }

  /** Answered in any case: a copy that the broker does not take is no reason to be silent. */
  private void keep(Outcome outcome, FrameResult.Failed failed) {
    outcome
        .ticket()
        .receipt()
        .send(Move.of(Place.DEAD_LETTERS, failed))
        .thenAccept(taken -> settle(outcome, () -> answers.accept(outcome)));
  }

  private static void settle(Outcome outcome, Runnable settlement) {
    try {
      settlement.run();
    } catch (RuntimeException e) {
      log.error("frame {} not settled", outcome.ticket().frame().requestId(), e);
    }
  }
}
