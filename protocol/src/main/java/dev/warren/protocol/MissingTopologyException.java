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
            + " is missing on the broker: start a worker with --declare, or call"
            + " Topology.declare",
        cause);
    this.name = name;
  }

  /** Name of the missing exchange or queue. */
  public String name() {
    return name;
  }
}
