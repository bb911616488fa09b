package dev.warren.faults.worker;

import dev.warren.faults.worker.Hooks.Hook;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Runs on blank pictures are warm-ups or probes: no hook but a lost device touches them. */
final class HookedLane implements Lane {
  /** As a kill looks from outside. */
  static final int KILLED = 137;

  /** Of the whole process: a device that is lost stays lost. */
  private static final AtomicBoolean LOST = new AtomicBoolean();

  private static final int BOX_ROWS = 4;
  private static final long RUN_NANOS = 2_000_000;
  private static final long IMAGE_NANOS = 200_000;
  private static final int SLOW = 10;

  private final ModelSpec spec;
  private final Hooks hooks;
  private final int rows;
  private final ByteBuffer input;
  private final FloatBuffer output;

  HookedLane(ModelSpec spec, Hooks hooks) {
    this.spec = spec;
    this.hooks = hooks;
    rows = BOX_ROWS + spec.classNames().size();
    input = ByteBuffer.allocateDirect(spec.maxBatch() * spec.imageBytes());
    output =
        ByteBuffer.allocateDirect(spec.maxBatch() * rows * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  @Override
  public ByteBuffer input() {
    return input;
  }

  @Override
  public RawOutput run(int count) throws EngineException {
    boolean blank = IntStream.range(0, count).allMatch(i -> level(i) == 0);
    int pace = 1;
    if (!blank) {
      hooks.ran(count);
      if (hooks.fires(Hook.HALT_BEFORE_RUN)) Runtime.getRuntime().halt(KILLED);
      if (hooks.fires(Hook.LOSE_DEVICE)) LOST.set(true);
      while (hooks.fires(Hook.HOLD)) LockSupport.parkNanos(RUN_NANOS);
      if (hooks.fires(Hook.SLOW)) pace = SLOW;
    }
    LockSupport.parkNanos(pace * (RUN_NANOS + count * IMAGE_NANOS));
    if (LOST.get()) throw new DeviceException("device 0 (hooked) fell off the bus");
    for (int i = 0; i < count; i++) look(i, count);
    if (!blank && hooks.fires(Hook.HALT_AFTER_RUN)) Runtime.getRuntime().halt(KILLED);
    return new RawOutput(output.slice(0, count * rows), new long[] {count, rows, 1});
  }

  private void look(int image, int count) throws EngineException {
    byte command = input.get(image * spec.imageBytes() + 1);
    if (command == Picture.KILLS) Runtime.getRuntime().halt(KILLED);
    if (command == Picture.FAILS) {
      throw new EngineException("bad picture in a run of " + count, null);
    }
    for (int row = 0; row < rows; row++) output.put(image * rows + row, 0);
    float middle = Picture.SIDE / 2f;
    for (int row = 0; row < BOX_ROWS; row++) output.put(image * rows + row, middle);
    output.put(image * rows + BOX_ROWS + level(image), 1);
  }

  private int level(int image) {
    return input.get(image * spec.imageBytes()) & 0xFF;
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
