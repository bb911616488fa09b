package dev.warren.worker.engine;

/**
 * The device behind an engine is lost: nothing will run on it again in this process. Frames that it
 * held go back to the broker; the process ends with the exit code for a device, or goes on with an
 * engine on the CPU. The message is one line for an operator.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DeviceException(String message) {
    super(message);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
