package dev.warren.worker.bottleneck;

import static dev.warren.worker.bottleneck.Bottleneck.BROKER;
import static dev.warren.worker.bottleneck.Bottleneck.CONSUME;
import static dev.warren.worker.bottleneck.Bottleneck.DECODE;
import static dev.warren.worker.bottleneck.Bottleneck.ENGINE;
import static dev.warren.worker.bottleneck.Bottleneck.INCONCLUSIVE;
import static dev.warren.worker.bottleneck.Bottleneck.PUBLISH;
import static dev.warren.worker.bottleneck.Bottleneck.STARVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiagnosisTest {
  private static Figures figures() {
    return new Figures();
  }

  private static Figures loaded() {
    return figures().queueWaits(1).held(31.5, 32);
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        arguments("nothing comes", STARVED, figures().batches(0, 0).replies(0, 0)),
        arguments("few come", STARVED, figures()),
        arguments("the queue has some now and then", INCONCLUSIVE, figures().queueWaits(0.5)),
        arguments("the queue is not known", INCONCLUSIVE, figures().queueWaits(Double.NaN)),
        arguments("most are skipped", INCONCLUSIVE, figures().skipped(300)),
        arguments("some are skipped", STARVED, figures().skipped(20)),

        // Engine: lanes never idle and frames wait for them.
        arguments("lanes full", ENGINE, loaded().lanes(0.98, 20).batches(100, 400)),
        arguments(
            "lanes full, and all that comes is held",
            ENGINE,
            figures().held(20, 32).lanes(0.98, 12).batches(100, 400)),
        arguments(
            "lanes and decoders full, frames wait for the lanes",
            ENGINE,
            loaded().decode(0.99, 5).lanes(0.97, 8).batches(100, 400)),
        arguments(
            "one frame at a time, one always waits",
            ENGINE,
            loaded().lanes(0.99, 2).batches(100, 100)),
        arguments("a run takes longer than the window", ENGINE, loaded().lanes(1, 5).batches(0, 0)),
        arguments(
            "full batches, and places for no more",
            ENGINE,
            loaded().held(8, 8).lanes(0.99, 0).batches(100, 400)),
        arguments(
            "lanes busy with what comes, in small batches",
            STARVED,
            figures().lanes(0.95, 0.9).batches(300, 400)),
        arguments("lanes busy at times", INCONCLUSIVE, loaded().lanes(0.7, 20).batches(100, 400)),

        // Decode: threads never idle and frames wait for them, or in the queue.
        arguments("decoders full", DECODE, loaded().decode(0.99, 28).lanes(0.4, 0.1)),
        arguments("decoders full, nothing in the queue", DECODE, figures().decode(0.97, 6)),
        arguments(
            "decoders full; lanes too, but without a queue",
            DECODE,
            loaded().decode(0.99, 25).lanes(0.93, 0.6).batches(300, 400)),
        arguments("decoders full, as many places", DECODE, loaded().held(2, 2).decode(0.98, 0)),
        arguments("decoders full, none waits", STARVED, figures().decode(0.95, 0.3)),

        // Publish: results wait to be written, or for their confirms.
        arguments("confirms are slow", PUBLISH, loaded().unconfirmed(29)),
        arguments(
            "confirms are slow, the queue is not known",
            PUBLISH,
            loaded().queueWaits(Double.NaN).unconfirmed(29)),
        arguments("the socket is full", PUBLISH, loaded().sending(0.9).unconfirmed(4)),
        arguments("confirms are slow and nothing waits", STARVED, figures().held(6, 32)),

        // Consume: places wait for frames.
        arguments("few places, a long way", CONSUME, loaded().held(0.2, 4)),
        arguments("many places, a very long way", CONSUME, loaded().held(3, 32)),
        arguments("one place", CONSUME, loaded().held(0.8, 1).unconfirmed(0.45)),
        arguments(
            "as long a way to confirm as to the next frame",
            INCONCLUSIVE,
            loaded().held(16, 32).unconfirmed(16)),
        arguments("fewer places than lanes and threads", CONSUME, loaded().held(9, 9)),
        arguments("as many places as lanes and threads", INCONCLUSIVE, loaded().held(10, 10)),
        arguments(
            "lanes busy with small batches, for no more is held",
            CONSUME,
            loaded().held(2, 2).lanes(0.95, 0)),

        // Broker: it says so, or nothing at all.
        arguments("an alarm", BROKER, loaded().blocked(0.6).unconfirmed(32).replies(0, 0)),
        arguments("an alarm a moment ago", PUBLISH, loaded().blocked(0.4).unconfirmed(30)),
        arguments("refused replies", BROKER, loaded().unconfirmed(30).replies(10, 15)),
        arguments("a refused reply", PUBLISH, loaded().unconfirmed(29).replies(95, 5)),
        arguments("it stands still", BROKER, loaded().silent(5).unconfirmed(30).replies(0, 0)),
        arguments("it owes an answer and confirms", PUBLISH, loaded().silent(5).unconfirmed(30)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void namesWhatHoldsTheWorkerUp(String what, Bottleneck bottleneck, Figures figures) {
    Verdict verdict = Diagnosis.of(figures.measurement());
    assertThat(verdict.bottleneck()).as(verdict.reason()).isEqualTo(bottleneck);
    assertThat(verdict.reason()).isNotBlank().doesNotContain("\n", "NaN");
    assertThat(verdict.advice()).isNotBlank();
  }

  @Test
  void givesItsReasonInNumbers() {
    assertThat(Diagnosis.of(loaded().lanes(0.98, 20).batches(100, 400).measurement()))
        .hasToString(
            "engine: 2 lanes busy 98 %, 20.0 frames wait, batches of 4.0; decoders busy" + " 5 %");
    assertThat(Diagnosis.of(loaded().decode(0.99, 28).fetching(0.9).measurement()))
        .hasToString(
            "decode: 2 threads busy 99 % (fetching images 90 %), 28.0 frames wait; lanes"
                + " busy 10 %");
    assertThat(Diagnosis.of(loaded().held(0.2, 4).measurement()))
        .hasToString(
            "consume: 50 frames wait in the queue and 3.8 of 4 places wait for one; lanes busy 10"
                + " %");
    assertThat(Diagnosis.of(figures().queueWaits(1).held(0.9, 1).measurement()))
        .hasToString(
            "consume: 1 place is too few for 2 threads and 2 lanes with batches of 4; lanes busy 10"
                + " %");
    assertThat(Diagnosis.of(loaded().held(9, 9).measurement()))
        .asString()
        .startsWith("consume: 9 places are too few for 2 threads");
    assertThat(Diagnosis.of(loaded().replies(10, 15).measurement()))
        .hasToString("broker: it did not take 15 of 25 replies");
    assertThat(Diagnosis.of(figures().queueWaits(0.5).measurement()))
        .hasToString(
            "inconclusive: no stage is busy, and frames wait in the queue 50 % of the time");
    assertThat(Diagnosis.of(figures().queueWaits(0.1).measurement()))
        .hasToString(
            "starved: 10.0 frames/s come and the queue is empty 90 % of the time; lanes busy 10 %,"
                + " decoders 5 %");
  }

  @Test
  void noWorkAtAllIsNotAWorkerThatIsTooLarge() {
    Verdict idle = Diagnosis.of(figures().batches(0, 0).replies(0, 0).measurement());
    assertThat(idle).hasToString("starved: no frame has come for 10 s, and the queue is empty");
    assertThat(idle.advice()).startsWith("nothing, unless frames should come");
    Verdict some = Diagnosis.of(figures().measurement());
    assertThat(some.advice()).isEqualTo(STARVED.advice());
  }
}
