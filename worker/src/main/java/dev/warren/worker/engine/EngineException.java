package dev.warren.worker.engine;

/** An engine failed on one batch. */
public final class EngineException extends Exception {
  private static final long serialVersionUID = 1;

  public EngineException(String message, Throwable cause) {
    super(message, cause);
  }
}
