package dev.warren.worker.decode;

import dev.warren.worker.flow.PixelBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;

/**
 * A fixed number of off-heap images. Waiting for one is what slows decoding down to the pace of the
 * engine. After {@link #close()} the memory is freed once the last image has come back.
 */
final class PixelBufferPool implements AutoCloseable {
  private final BytePointer memory;
  private final BlockingQueue<ByteBuffer> free;
  private final int count;
  private final long bytes;
  private boolean closed;
  private boolean freed;

  PixelBufferPool(int count, int imageBytes) {
    this.count = count;
    bytes = Math.multiplyExact((long) count, (long) imageBytes);
    memory = new BytePointer(bytes);
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      BytePointer slice = memory.getPointer(BytePointer.class, (long) i * imageBytes);
      free.add(slice.capacity(imageBytes).asByteBuffer());
    }
  }

  PixelBuffer take() throws InterruptedException {
    return new Borrowed(free.take());
  }

  /** Off the heap; 0 once it is freed. */
  synchronized long bytes() {
    return freed ? 0 : bytes;
  }

  @Override
  public synchronized void close() {
    closed = true;
    freeWhenIdle();
  }

  private synchronized void giveBack(ByteBuffer buffer) {
    free.add(buffer);
    freeWhenIdle();
  }

  private void freeWhenIdle() {
    if (closed && !freed && free.size() == count) {
      freed = true;
      free.clear();
      memory.deallocate();
    }
  }

  private final class Borrowed implements PixelBuffer {
    private final ByteBuffer buffer;
    private final AtomicBoolean released = new AtomicBoolean();

    Borrowed(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public ByteBuffer bytes() {
      if (released.get()) throw new IllegalStateException("pixels were released");
      return buffer.clear();
    }

    @Override
    public void release() {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("pixels were released already");
      }
      giveBack(buffer);
    }
  }
}
