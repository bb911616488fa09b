package dev.warren.worker.testing;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * An engine that finds one box, whose class id is the first byte of the image: a test sees which
 * pixels went with which frame. It can be held up, and fails on images that begin with {@link
 * #POISON}. A run on blank images is a warm-up or a probe: it is neither held up nor counted. All
 * runs fail while it is broken, or once its device is lost.
 */
public final class FakeEngine implements Engine {
  public static final byte POISON = (byte) 0xEE;

  /** The device is lost in the first run with an image that begins so. */
  public static final byte FATAL = (byte) 0xDD;

  /** The process ends in a run with an image that begins so, if the engine {@link #mayHalt}. */
  public static final byte KILLER = (byte) 0xCC;

  private static final int LEVELS = 256;
  private static final int ROWS = 4 + LEVELS;

  private final ModelSpec spec;
  private final int lanes;
  private final Queue<Integer> batchSizes = new ConcurrentLinkedQueue<>();
  private final Semaphore permits;
  private volatile String name = "fake";
  private volatile long blankMillis = 1;
  private volatile boolean broken;
  private volatile boolean lost;
  private volatile boolean closed;
  private volatile boolean needsCores = true;
  private volatile int runsToLoss = Integer.MAX_VALUE;
  private volatile boolean halts;
  private final AtomicInteger garbled = new AtomicInteger();
  private Runnable onLoss = () -> {};

  public FakeEngine(String model, int side, int maxBatch, int lanes) {
    this(model, side, maxBatch, lanes, new Semaphore(Integer.MAX_VALUE));
  }

  /**
   * @param permits a batch runs only once it gets one
   */
  public FakeEngine(String model, int side, int maxBatch, int lanes, Semaphore permits) {
    this.spec =
        new ModelSpec(
            model,
            "sha256:000000000000",
            side,
            side,
            IntStream.range(0, LEVELS).mapToObj(i -> "level " + i).toList(),
            Head.DETECT,
            maxBatch);
    this.lanes = lanes;
    this.permits = permits;
  }

  public List<Integer> batchSizes() {
    return List.copyOf(batchSizes);
  }

  /** Warm-up runs take so long: what the worker takes this engine's speed to be. */
  public FakeEngine paced(long millis) {
    blankMillis = millis;
    return this;
  }

  public FakeEngine named(String value) {
    name = value;
    return this;
  }

  /** As one on a device, which leaves the cores to others. */
  public FakeEngine onDevice() {
    needsCores = false;
    return this;
  }

  /** No run succeeds until {@link #repair}. */
  public void breakDown() {
    broken = true;
  }

  public void repair() {
    broken = false;
  }

  /**
   * The device is lost in the run after so many with frames.
   *
   * @param told when that happens
   */
  public FakeEngine losesDeviceAfter(int runs, Runnable told) {
    runsToLoss = runs;
    onLoss = told;
    return this;
  }

  /** As a defect in native code would end it: at once, with nothing said. */
  public FakeEngine mayHalt(boolean value) {
    halts = value;
    return this;
  }

  /** The next so many runs with frames give an output that nobody can read. */
  public FakeEngine garbles(int runs) {
    garbled.set(runs);
    return this;
  }

  /** No run succeeds from now on. */
  public void loseDevice() {
    lost = true;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Stands in for the postprocessor. */
  public static List<Detection> read(RawOutput output, int index, Letterbox letterbox) {
    for (int level = 0; level < LEVELS; level++) {
      if (output.data().get(index * ROWS + 4 + level) == 1) {
        return List.of(new Detection("level " + level, level, 1, new Box(0, 0, 1, 1)));
      }
    }
    return List.of();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return "0";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int suggestedLanes() {
    return lanes;
  }

  @Override
  public boolean needsCores() {
    return needsCores;
  }

  @Override
  public Lane openLane() {
    return new FakeLane();
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class FakeLane implements Lane {
    private final ByteBuffer input =
        ByteBuffer.allocateDirect(spec.maxBatch() * spec.imageBytes())
            .order(ByteOrder.nativeOrder());

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    public RawOutput run(int count) throws EngineException {
      if (!isBlank(count)) {
        permits.acquireUninterruptibly();
        batchSizes.add(count);
      } else {
        LockSupport.parkNanos(blankMillis * 1_000_000);
      }
      fail(count);
      if (!isBlank(count) && garbled.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        return new RawOutput(FloatBuffer.allocate(0), new long[] {count, ROWS, 1});
      }
      FloatBuffer output =
          ByteBuffer.allocateDirect(count * ROWS * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      for (int i = 0; i < count; i++) {
        byte first = input.get(i * spec.imageBytes());
        if (first == POISON) {
          throw new EngineException("poisoned image in a batch of " + count, null);
        }
        float middle = spec.inputWidth() / 2f;
        output.put(i * ROWS, new float[] {middle, middle, middle, middle});
        output.put(i * ROWS + 4 + (first & 0xFF), 1);
      }
      return new RawOutput(output, new long[] {count, ROWS, 1});
    }

    private void fail(int count) throws EngineException {
      for (int i = 0; halts && i < count; i++) {
        if (input.get(i * spec.imageBytes()) == KILLER) Runtime.getRuntime().halt(139);
      }
      for (int i = 0; i < count; i++) lost |= input.get(i * spec.imageBytes()) == FATAL;
      if (!lost && batchSizes.size() >= runsToLoss) {
        lost = true;
        onLoss.run();
      }
      if (lost) throw new DeviceException("device 0 (Fake) fell off the bus; restart the machine");
      if (broken) throw new EngineException("out of order", null);
    }

    private boolean isBlank(int count) {
      return IntStream.range(0, count).allMatch(i -> input.get(i * spec.imageBytes()) == 0);
    }

    @Override
    public void close() {}
  }
}
