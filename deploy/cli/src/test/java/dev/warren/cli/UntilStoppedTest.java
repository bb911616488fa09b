package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UntilStoppedTest {
  private final CompletableFuture<Void> stop = new CompletableFuture<>();
  private final UntilStopped start = new UntilStopped(stop);
  private final CompletableFuture<String> late = new CompletableFuture<>();

  @Test
  void givesWhatIsMade() {
    assertThat(start.<String>get(() -> "made", late::complete)).isEqualTo("made");
    stop.complete(null);
    assertThat(late).isNotDone();
  }

  @Test
  void throwsWhatTheWorkThrows() {
    IllegalStateException failure = new IllegalStateException("no");
    assertThatThrownBy(() -> start.get(() -> raise(failure), late::complete)).isSameAs(failure);
  }

  @Test
  void theStopComesFirstAndWhatIsMadeAfterItIsTaken() throws Exception {
    CompletableFuture<String> made = new CompletableFuture<>();
    stop.complete(null);
    assertThatThrownBy(() -> start.get(made::join, late::complete))
        .isInstanceOf(UntilStopped.StoppedException.class);
    made.complete("made");
    assertThat(late.get(1, TimeUnit.MINUTES)).isEqualTo("made");
  }

  @Test
  void whatIsMadeAfterAnInterruptIsTakenToo() throws Exception {
    CompletableFuture<String> made = new CompletableFuture<>();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> start.get(made::join, late::complete))
        .isInstanceOf(UntilStopped.StoppedException.class);
    assertThat(Thread.interrupted()).isTrue();
    made.complete("made");
    assertThat(late.get(1, TimeUnit.MINUTES)).isEqualTo("made");
  }

  private static String raise(RuntimeException failure) {
    throw failure;
  }
}
