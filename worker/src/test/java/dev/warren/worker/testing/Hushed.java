package dev.warren.worker.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * A class that says nothing in the log during the tests: they make it fail many times on purpose.
 */
public record Hushed(Logger logger) implements BeforeAllCallback, AfterAllCallback {
  public static Hushed of(Class<?> speaker) {
    return new Hushed((Logger) LoggerFactory.getLogger(speaker));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    logger.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    logger.setLevel(null);
  }
}
