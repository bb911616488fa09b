package dev.warren.worker.engine;

/**
 * A model cannot be used. The message is one line that names the file, the rule and what to do, fit
 * for an operator's terminal.
 */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
