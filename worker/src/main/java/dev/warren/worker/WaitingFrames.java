package dev.warren.worker;

import dev.warren.worker.batch.BatchRunner;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.decode.DecodePool;

/**
 * The frames between intake and engine. With their session they are gone: the broker delivers them
 * again. While the broker takes no results no engine time is spent on them.
 */
record WaitingFrames(DecodePool decode, BatchRunner batches) implements SessionPart {
  @Override
  public void begin(Broker session) {
    batches.goOn();
  }

  @Override
  public void end() {
    decode.giveBack();
    batches.giveBack();
  }

  @Override
  public void hold() {
    batches.hold();
  }

  @Override
  public void goOn() {
    batches.goOn();
  }
}
