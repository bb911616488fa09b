package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.EngineContract;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {
  /** They are named by texts, for they are tests of the worker's, which may be named anew. */
  @ParameterizedTest
  @ValueSource(strings = {Trial.TENSORRT, "onnxruntime", "simulated"})
  void theSuiteOfEachEngineIsThere(String engine) throws Exception {
    assertThat(EngineContract.class).isAssignableFrom(Class.forName(Contract.suite(engine)));
  }
}
