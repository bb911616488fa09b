package dev.warren.protocol;

/**
 * An exchange or queue that Warren needs is not on the broker. The message names it and how to
 * create it.
 */
public final class MissingTopologyException extends BrokerException {
  private static final long serialVersionUID = 1L;

  private final String name;

  MissingTopologyException(String what, String name, Throwable cause) {
    super(
        Kind.TOPOLOGY,
        what
            + " "
            + name
            + " is missing on the broker: a worker with --declare creates it, once its model is loaded;"
            + " start one, or wait for the one that starts",
        cause);
    this.name = name;
  }

  /** Name of the missing exchange or queue. */
  public String name() {
    return name;
  }
}
