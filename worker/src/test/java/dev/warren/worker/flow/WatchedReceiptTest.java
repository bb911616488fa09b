package dev.warren.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class WatchedReceiptTest {
  /** A default instead of the answer of the receipt that is watched would lose frames. */
  @Test
  void answersNothingByItself() throws Exception {
    for (Method method : Receipt.class.getMethods()) {
      Method own = WatchedReceipt.class.getMethod(method.getName(), method.getParameterTypes());
      assertThat(own.getDeclaringClass()).as(method.getName()).isEqualTo(WatchedReceipt.class);
    }
  }
}
