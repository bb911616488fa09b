package dev.warren.protocol;

/** A message that breaks the result contract. */
public final class MalformedResultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedResultException(String problem) {
    super(problem);
  }

  MalformedResultException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
