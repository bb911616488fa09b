package dev.warren.worker.broker;

import java.io.IOException;

/**
 * What lives on a session with the broker: begun on each new one and ended with it. The owner
 * thread of the {@link Supervision} calls, in the order in which parts were added, for {@link #end}
 * and {@link #hold} the other way round.
 */
public interface SessionPart {
  /**
   * Opens what it needs on this session, which is none of those before.
   *
   * @throws IOException when the session breaks meanwhile
   * @throws dev.warren.protocol.BrokerException when the broker refuses something
   */
  void begin(Broker session) throws IOException;

  /** The session is gone, or goes. Waits for nobody; may be called without a {@link #begin}. */
  default void end() {}

  /** The broker reads nothing that we publish: begin nothing that ends with a reply. */
  default void hold() {}

  /** It reads again. */
  default void goOn() {}

  /** Every few seconds of a session: a part that finds it broken says so to it. */
  default void check() throws IOException {}
}
