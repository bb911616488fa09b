package dev.warren.worker.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Sends one message after the other, each confirmed before the next: what the broker returns or
 * refuses is then this very message, whatever its id. The channel is opened when it is needed, and
 * again after the broker has closed it. One thread.
 */
public final class SingleSends {
  private static final long CONFIRM_MS = 10_000;

  private final Channels channels;
  private final BooleanSupplier blocked;
  private Channel channel;
  private volatile boolean returned;

  /** Where channels come from. */
  @FunctionalInterface
  public interface Channels {
    /** Null if there may be no more. */
    Channel open() throws IOException;
  }

  /**
   * @param blocked true while the broker reads nothing: the time does not count
   */
  public SingleSends(Channels channels, BooleanSupplier blocked) {
    this.channels = channels;
    this.blocked = blocked;
  }

  /** Whether the broker answers nobody here: what is asked or sent waits until it does again. */
  public boolean isBlocked() {
    return blocked.getAsBoolean();
  }

  /** An open channel, for questions too. */
  public Channel channel() throws IOException {
    if (channel != null && channel.isOpen()) return channel;
    channel = null; // one that is not set up would not tell what was returned
    Channel next = channels.open();
    if (next == null) throw new IOException("the broker grants no more channels");
    next.confirmSelect();
    next.addReturnListener(message -> returned = true);
    channel = next;
    return next;
  }

  /**
   * Returns when the broker has answered.
   *
   * @return null if the broker has the message in a queue, else why not, in one line
   */
  public String send(String exchange, String key, AMQP.BasicProperties properties, byte[] body)
      throws InterruptedException {
    try {
      Channel open = channel();
      returned = false;
      open.basicPublish(exchange, key, true, properties, body);
      if (!isConfirmed(open)) {
        discard(); // it may refuse all that follows: ChannelTrial
        return "refused";
      }
      return returned ? "no queue is bound there" : null;
    } catch (TimeoutException e) {
      discard(); // the confirm may still come, and would pass for another message's
      return "no confirm within " + CONFIRM_MS / 1_000 + " s";
    } catch (IOException | RuntimeException e) {
      return Trouble.of(e).reason();
    }
  }

  private boolean isConfirmed(Channel open) throws InterruptedException, TimeoutException {
    while (true) {
      try {
        return open.waitForConfirms(CONFIRM_MS);
      } catch (TimeoutException e) {
        if (!blocked.getAsBoolean()) throw e;
      }
    }
  }

  private void discard() {
    try {
      channel.abort();
    } catch (IOException | RuntimeException e) {
      // Gone already, which is all that is wanted.
    }
    channel = null;
  }
}
