package dev.warren.bench.accept;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Warnings that Warren logs while this is open. Not those of the libraries that it uses. */
final class Warnings extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** Where the worker logs what TensorRT says. */
  private static final String TENSOR_RT = "dev.warren.worker.engine.TensorRT";

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.warren");
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private Warnings() {}

  static Warnings collect() {
    Warnings warnings = new Warnings();
    warnings.setContext(warnings.logger.getLoggerContext());
    warnings.start();
    warnings.logger.addAppender(warnings);
    return warnings;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLoggerName().equals(TENSOR_RT)) return; // it warns of weights that it rounds
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) messages.add(event.getFormattedMessage());
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    stop();
  }
}
