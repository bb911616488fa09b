package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class TensorRtMessagesTest {
  private final TensorRtMessages messages = new TensorRtMessages();

  @ParameterizedTest
  @CsvSource({"0, ERROR", "1, ERROR", "2, WARN", "3, DEBUG", "4, TRACE", "-1, ERROR", "5, ERROR"})
  void keepsTheDetailsOfABuildOutOfAnOrdinaryLog(int severity, Level level) {
    assertThat(TensorRtMessages.level(severity)).isEqualTo(level);
  }

  @Test
  void remembersTheNewestErrorsUntilItIsAskedForThem() {
    for (String error : new String[] {"first", "second", "third\n  line", "fourth"}) {
      messages.add(1, error);
    }
    messages.add(2, "a warning");

    assertThat(messages.takeErrors()).isEqualTo("second; third line; fourth");
    assertThat(messages.takeErrors()).isNull();
  }

  @Test
  void boundsWhatItKeeps() {
    messages.add(1, "x".repeat(100_000));

    assertThat(messages.takeErrors()).hasSize(TensorRtMessages.MAX_LENGTH + 3).endsWith("...");
  }

  @Test
  void standsAMessageThatIsMissing() {
    messages.add(1, null);

    assertThat(messages.takeErrors()).isEqualTo("null");
  }
}
