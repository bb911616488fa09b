package dev.warren.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.TicketBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is said of frames that are their sender's fault; {@code MovesIT} has what becomes of all.
 */
class GivenUpTest {
  @AutoClose private final CapturedLog log = CapturedLog.of(GivenUp.class);
  private final List<Outcome> answers = new ArrayList<>();
  private final GivenUp ends =
      new GivenUp(new GivenUp.Config(0, false), answers::add, WorkerMetrics.NOOP);

  private void fail(String id, String camera, FailReason reason, String detail) {
    ends.accept(
        Outcome.failed(TicketBuilder.ticket(id).camera(camera).build(), reason, "decode", detail));
  }

  @ParameterizedTest
  @CsvSource({"MALFORMED, malformed", "UNSUPPORTED, unsupported", "OVERSIZE, oversize"})
  void theFirstFrameThatIsRefusedIsNamed(FailReason reason, String word) {
    fail("f1", "gate", reason, "no image at all");
    fail("f2", "yard", FailReason.MALFORMED, "nor this one");
    assertThat(answers).hasSize(2);
    assertThat(log.warnings())
        .containsExactly(
            "frame 'f1' of camera 'gate' is refused as "
                + word
                + ": no image at all; from now on such frames are only counted");
  }

  @Test
  void whatStrangersWroteCannotForgeALineOrFillOne() {
    fail("f\nINFO forged", "", FailReason.MALFORMED, "x".repeat(400) + "\u001b[31m");
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .startsWith("frame 'f?INFO forged' of an unknown camera is refused as malformed: xxx")
        .hasSizeLessThan(250);
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGINE_ERROR", "INTERNAL"})
  void whatIsNotItsFaultIsNotSaidSo(FailReason reason) {
    fail("f1", "gate", reason, "the device is gone");
    assertThat(log.warnings()).isEmpty();
  }
}
