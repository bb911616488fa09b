package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ClosersTest {
  private final List<String> closed = new ArrayList<>();
  private final Closers closers = new Closers();

  @Test
  void closesNewestFirstWhateverFails() {
    closers.add(() -> closed.add("first"));
    closers.add(
        () -> {
          throw new IOException("stuck");
        });
    closers.add(() -> closed.add("last"));
    closers.close();
    closers.close();
    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void whatComesTooLateIsClosedAtOnce() {
    closers.close();
    assertThatThrownBy(() -> closers.add(() -> closed.add("late")))
        .isInstanceOf(CancellationException.class);
    assertThat(closed).containsExactly("late");
  }
}
