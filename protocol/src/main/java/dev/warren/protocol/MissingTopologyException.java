package dev.warren.protocol;

/**
 * An exchange or queue that Warren needs is not on the broker. The message names it and how to
 * create it.
 */
public final class MissingTopologyException extends BrokerException {
  private static final long serialVersionUID = 1L;

  private final String name;

  private final String what;

  MissingTopologyException(String what, String name, Throwable cause) {
    this(
        what,
        name,
        "a worker with --declare creates it, once its model is loaded; start one, or wait for the one"
            + " that starts",
        cause);
  }

  private MissingTopologyException(String what, String name, String remedy, Throwable cause) {
    super(Kind.TOPOLOGY, what + " " + name + " is missing on the broker: " + remedy, cause);
    this.what = what;
    this.name = name;
  }

  /** The same for somebody who can do something else about it. */
  public MissingTopologyException withRemedy(String remedy) {
    return new MissingTopologyException(what, name, remedy, this);
  }

  /** Name of the missing exchange or queue. */
  public String name() {
    return name;
  }
}
