package dev.warren.faults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On three nodes. A class of its own, so that it does not wait for those on one. */
class ClusterFaultsIT extends SelectedFaults {
  @ParameterizedTest
  @ValueSource(ints = 31)
  void losesNothing(int id) throws Exception {
    assertLosesNothing(id);
  }
}
