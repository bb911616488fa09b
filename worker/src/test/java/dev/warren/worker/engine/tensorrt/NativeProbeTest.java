package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeProbeTest {
  @Test
  void namesTheLibraryAtTheEndOfTheChain() {
    Throwable cause =
        new UnsatisfiedLinkError(
            "/cache/libjnicudart.so: libcuda.so.1: cannot open shared object file: No such file or"
                + " directory");
    Throwable failure = new UnsatisfiedLinkError("no jnicudart in java.library.path: /usr/lib");

    assertThat(NativeProbe.reason(failure.initCause(cause))).isEqualTo("libcuda.so.1 is not found");
  }

  @Test
  void saysWhichBindingIsMissing() {
    assertThat(
            NativeProbe.reason(new UnsatisfiedLinkError("no jnicudart in java.library.path: /usr")))
        .isEqualTo("no jnicudart on the class path");
  }

  @Test
  void givesTheFirstWordsOfWhateverElseItIs() {
    assertThat(
            NativeProbe.reason(
                new ExceptionInInitializerError(
                    new RuntimeException("Could not create the cache"))))
        .isEqualTo("Could not create the cache");
    assertThat(NativeProbe.reason(new LinkageError())).isEqualTo("java.lang.LinkageError");
  }

  /** On every machine that builds Warren, with a GPU or without. */
  @Test
  void looksAroundWithoutHarm() {
    TensorRtPresence found = TensorRtPresence.of(0);

    assertThat(found.findings()).isNotEmpty();
    assertThat(found.line()).isNotBlank();
    assertThat(TensorRtPresence.of(0).line()).isEqualTo(found.line());
  }
}
