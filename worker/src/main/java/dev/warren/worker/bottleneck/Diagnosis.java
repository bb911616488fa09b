package dev.warren.worker.bottleneck;

import static dev.warren.worker.bottleneck.Bottleneck.BROKER;
import static dev.warren.worker.bottleneck.Bottleneck.CONSUME;
import static dev.warren.worker.bottleneck.Bottleneck.DECODE;
import static dev.warren.worker.bottleneck.Bottleneck.ENGINE;
import static dev.warren.worker.bottleneck.Bottleneck.PUBLISH;
import static dev.warren.worker.bottleneck.Bottleneck.STARVED;

import dev.warren.common.Counted;
import java.util.Locale;

/**
 * From figures to a name. From the end of the pipeline to its beginning, since whatever is held up
 * holds up all that is before it. The numbers of {@code worker/METRICS.md} are these.
 *
 * <p>A worker that holds at most P frames is a closed queueing network of P places while its queue
 * is never empty: each place is at any moment in one stage, waits for the broker's confirm, or is
 * on its way from a settled frame to the next one. Where no stage is busy all the time, the places
 * are what is short, and where most of them are says why.
 */
final class Diagnosis {
  /** A stage is never idle: threads hand over and are preempted, so not quite 1. */
  static final double BUSY = 0.9;

  /** Something is so as a rule. */
  static final double MOSTLY = 0.8;

  /** Of all places, so many that the others do not matter. */
  static final double HALF = 0.5;

  /** By so much one share must exceed the other to be told from it. */
  static final double CLEARLY = 0.15;

  /** A broker that has something to do answers within milliseconds. */
  static final double SILENT_SECONDS = 4;

  private final Measurement m;

  private Diagnosis(Measurement measurement) {
    m = measurement;
  }

  static Verdict of(Measurement measurement) {
    return new Diagnosis(measurement).verdict();
  }

  private Verdict verdict() {
    if (m.publish().blockedShare() >= HALF) {
      return because(
          BROKER, "its alarm kept replies out for %s of the time", percent(blockedShare()));
    }
    if (refusedShare() >= HALF) {
      return because(
          BROKER,
          "it did not take %d of %d replies",
          m.done().refused(),
          m.done().refused() + m.done().confirmed());
    }
    if (m.intake().silentSeconds() >= SILENT_SECONDS && m.done().confirmed() == 0) {
      return because(
          BROKER,
          "it has confirmed no reply for %.0f s and owes an answer for %.0f s",
          m.seconds(),
          m.intake().silentSeconds());
    }
    if (m.publish().sending() >= HALF) {
      return because(
          PUBLISH,
          "lanes wait to write replies for %s of the time",
          percent(m.publish().sending()));
    }
    if (isEngineBusy() && framesWaitForTheEngine()) return engine();
    if (isDecodeBusy() && (m.decode().waiting() >= 1 || framesWait())) return decode();
    if (isEngineBusy() && framesWait() && batchesAreFull()) return engine();
    if (framesWait()) return places();
    if (skippedShare() >= HALF) {
      return Verdict.inconclusive(
          text("%s of the frames were skipped, and no stage is busy", percent(skippedShare())));
    }
    return starved();
  }

  private double blockedShare() {
    return m.publish().blockedShare();
  }

  private double refusedShare() {
    long answered = m.done().refused() + m.done().confirmed();
    return answered == 0 ? 0 : (double) m.done().refused() / answered;
  }

  private double skippedShare() {
    return m.done().ended() == 0 ? 0 : (double) m.done().skipped() / m.done().ended();
  }

  private boolean isEngineBusy() {
    return m.engine().busy() >= BUSY;
  }

  private boolean isDecodeBusy() {
    return m.decode().busy() >= BUSY;
  }

  /**
   * More than gather while a batch runs: of a batch that takes all there is at its start, half has
   * come at a random moment.
   */
  private boolean framesWaitForTheEngine() {
    return m.engine().waiting() >= 0.75 * m.engine().lanes() * m.batch();
  }

  private boolean batchesAreFull() {
    return m.batch() >= BUSY * m.engine().usefulBatch();
  }

  /** In the queue, or, where that is not known, since all that may be held is held. */
  private boolean framesWait() {
    return m.intake().waitingShare() >= MOSTLY || m.intake().heldShare() >= BUSY;
  }

  /** False where it is not known, as NaN is not less than any number. */
  private boolean isQueueEmpty() {
    return m.intake().waitingShare() <= 1 - MOSTLY;
  }

  private Verdict engine() {
    return because(
        ENGINE,
        "%s busy %s, %.1f frames wait, batches of %.1f; decoders busy %s",
        Counted.of(m.engine().lanes(), "lane"),
        percent(m.engine().busy()),
        m.engine().waiting(),
        m.batch(),
        percent(m.decode().busy()));
  }

  private Verdict decode() {
    return because(
        DECODE,
        "%s busy %s (fetching images %s), %.1f frames wait; lanes busy %s",
        Counted.of(m.decode().threads(), "thread"),
        percent(m.decode().busy()),
        percent(m.decode().fetching()),
        m.decode().waiting(),
        percent(m.engine().busy()));
  }

  /** No stage is busy all the time, and frames wait: the places for them are what is short. */
  private Verdict places() {
    double limit = m.intake().limit();
    double unconfirmed = m.publish().unconfirmed() / limit;
    double outside = 1 - m.intake().heldShare();
    if (unconfirmed >= HALF && unconfirmed - outside >= CLEARLY) {
      return because(
          PUBLISH,
          "%.1f of %.0f places wait for the broker's confirm; lanes busy %s, decoders %s",
          m.publish().unconfirmed(),
          limit,
          percent(m.engine().busy()),
          percent(m.decode().busy()));
    }
    if (outside >= HALF && outside - unconfirmed >= CLEARLY) {
      return because(
          CONSUME,
          "%.0f frames wait in the queue and %.1f of %.0f places wait for one; lanes busy %s",
          m.intake().ready(),
          limit - m.intake().held(),
          limit,
          percent(m.engine().busy()));
    }
    if (limit < m.decode().threads() + m.engine().lanes() * m.engine().usefulBatch()) {
      return because(
          CONSUME,
          "%s too few for %s and %s with batches of %d; lanes busy %s",
          limit == 1 ? "1 place is" : text("%.0f places are", limit),
          Counted.of(m.decode().threads(), "thread"),
          Counted.of(m.engine().lanes(), "lane"),
          m.engine().usefulBatch(),
          percent(m.engine().busy()));
    }
    return Verdict.inconclusive(
        text(
            "frames wait, but no stage is busy (decoders %s, lanes %s) and of %.0f places %s wait"
                + " for a confirm and %s for a frame",
            percent(m.decode().busy()),
            percent(m.engine().busy()),
            limit,
            percent(unconfirmed),
            percent(outside)));
  }

  private Verdict starved() {
    if (!isQueueEmpty()) {
      return Verdict.inconclusive(
          Double.isNaN(m.intake().waitingShare())
              ? "no stage is busy, and it is not known whether frames wait in the queue"
              : text(
                  "no stage is busy, and frames wait in the queue %s of the time",
                  percent(m.intake().waitingShare())));
    }
    if (m.done().received() == 0) {
      return because(STARVED, "no frame has come for %.0f s, and the queue is empty", m.seconds())
          .advising("nothing, unless frames should come: see whether they are sent for this model");
    }
    return because(
        STARVED,
        "%.1f frames/s come and the queue is empty %s of the time; lanes busy %s, decoders %s",
        m.receivedPerSecond(),
        percent(1 - m.intake().waitingShare()),
        percent(m.engine().busy()),
        percent(m.decode().busy()));
  }

  private static Verdict because(Bottleneck bottleneck, String format, Object... figures) {
    return new Verdict(bottleneck, text(format, figures));
  }

  private static String text(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
