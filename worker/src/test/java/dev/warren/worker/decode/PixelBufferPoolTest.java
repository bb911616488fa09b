package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.flow.PixelBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class PixelBufferPoolTest {
  @Test
  void lendsSeparateImages() throws Exception {
    try (PixelBufferPool pool = new PixelBufferPool(2, 12)) {
      PixelBuffer a = pool.take();
      PixelBuffer b = pool.take();
      for (int i = 0; i < 12; i++) {
        a.bytes().put(i, (byte) 1);
        b.bytes().put(i, (byte) 2);
      }
      assertThat(a.bytes().get(11)).isEqualTo((byte) 1);
      assertThat(a.bytes().isDirect()).isTrue();
      assertThat(a.bytes().remaining()).isEqualTo(12);
      a.release();
      b.release();
    }
  }

  @Test
  void waitsForAnImageToComeBack() throws Exception {
    try (PixelBufferPool pool = new PixelBufferPool(1, 12)) {
      PixelBuffer only = pool.take();
      CompletableFuture<PixelBuffer> waiter =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return pool.take();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(waiter).isNotDone();
      only.release();
      waiter.get(10, TimeUnit.SECONDS).release();
    }
  }

  @Test
  void refusesUseAndReleaseAfterRelease() throws Exception {
    try (PixelBufferPool pool = new PixelBufferPool(1, 12)) {
      PixelBuffer pixels = pool.take();
      pixels.release();
      assertThatThrownBy(pixels::bytes).hasMessage("pixels were released");
      assertThatThrownBy(pixels::release).hasMessage("pixels were released already");
    }
  }

  /** Nothing here allocates but the pool; what a collector frees meanwhile makes it only less. */
  @Test
  void givesBackWhatItHasAllocated() {
    long before = Pointer.totalBytes();
    int bytes = 1 << 20;
    PixelBufferPool pool = new PixelBufferPool(3, bytes);
    pool.close();
    assertThat(Pointer.totalBytes()).isLessThan(before + 3 * bytes);
    assertThat(pool.bytes()).isZero();
  }

  @Test
  void freesTheMemoryOnceTheLastImageIsBack() throws Exception {
    PixelBufferPool pool = new PixelBufferPool(2, 12);
    assertThat(pool.bytes()).isEqualTo(24);
    PixelBuffer out = pool.take();
    pool.close();
    assertThat(pool.bytes()).isEqualTo(24);
    assertThat(out.bytes().get(0)).isNotNull();
    out.release();
    assertThat(pool.bytes()).isZero();
    pool.close();
  }
}
