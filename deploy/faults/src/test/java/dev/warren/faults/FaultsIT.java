package dev.warren.faults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On one broker. */
class FaultsIT extends SelectedFaults {
  @ParameterizedTest
  @ValueSource(ints = {2, 16, 17})
  void losesNothing(int id) throws Exception {
    assertLosesNothing(id);
  }
}
