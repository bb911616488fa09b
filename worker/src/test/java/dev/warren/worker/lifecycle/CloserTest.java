package dev.warren.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {
  private final List<String> closed = new ArrayList<>();
  private final Closer closer = new Closer();

  private AutoCloseable closing(String name, RuntimeException failure) {
    return () -> {
      closed.add(name);
      if (failure != null) throw failure;
    };
  }

  @Test
  void closesAllLastFirstWhateverGoesWrongOnTheWay() {
    RuntimeException broken = new IllegalArgumentException("broken");
    closer.add(closing("first", null));
    closer.add(closing("second", broken));
    closer.add(closing("third", null));
    assertThatThrownBy(closer::close).hasMessage("close failed").hasSuppressedException(broken);
    assertThat(closed).containsExactly("third", "second", "first");
    closer.close();
    assertThat(closed).as("once").hasSize(3);
  }

  @Test
  void theCauseIsNotItsOwnConsequence() {
    RuntimeException cause = new IllegalArgumentException("broken");
    RuntimeException other = new IllegalStateException("so this one too");
    closer.add(closing("first", cause));
    closer.add(closing("second", other));
    closer.closeAfter(cause);
    assertThat(cause.getSuppressed()).containsExactly(other);
  }
}
