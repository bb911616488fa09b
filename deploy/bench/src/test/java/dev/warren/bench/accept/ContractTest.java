package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.EngineContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Suites are named by text, which no compiler follows. */
class ContractTest {
  @ParameterizedTest
  @ValueSource(strings = {"onnxruntime", "simulated"})
  void theSuiteOfAnEngineRuns(String engine) {
    TestExecutionSummary summary = Contract.run(Contract.suite(engine));
    assertThat(summary.getTotalFailureCount()).isZero();
    assertThat(summary.getTestsSucceededCount()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void theSuiteOfAGpuIsThere() throws Exception {
    assertThat(EngineContract.class)
        .isAssignableFrom(Class.forName(Contract.suite(Trial.TENSORRT)));
  }
}
