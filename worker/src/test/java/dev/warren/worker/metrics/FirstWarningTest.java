package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

class FirstWarningTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final FirstWarning lost;

  FirstWarningTest() {
    ch.qos.logback.classic.Logger logger = new LoggerContext().getLogger("post");
    logger.setLevel(Level.DEBUG);
    log.start();
    logger.addAppender(log);
    lost = new FirstWarning(logger, "such letters");
  }

  @Test
  void theFirstIsWarnedOfAndTheOthersShowAtDebug() {
    lost.warn("letter {} to '{}' is lost", 1, "gate");
    lost.warn("letter {} to '{}' is lost", 2, "yard");
    lost.warn("all letters are lost");
    assertThat(log.list)
        .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
        .containsExactly(
            "WARN letter 1 to 'gate' is lost; from now on such letters are only counted",
            "DEBUG letter 2 to 'yard' is lost",
            "DEBUG all letters are lost");
  }
}
