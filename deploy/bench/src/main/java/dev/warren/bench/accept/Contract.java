package dev.warren.bench.accept;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.warren.worker.engine.tensorrt.Precision;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The suite that every engine passes, on this machine's, with the model at hand. */
final class Contract implements Part.Measurement {
  private static final String ENGINES = "dev.warren.worker.engine.";

  @Override
  public void measure(Trial trial, Findings findings) {
    System.setProperty("warren.contract.model", trial.model().toString());
    System.setProperty("warren.contract.plans", trial.contractPlans().toString());
    System.setProperty("warren.contract.optimization", "" + trial.optimizationLevel());
    // Single floats have the tighter tolerance, and find what half floats hide.
    Set<Precision> precisions =
        trial.isTensorRt() ? EnumSet.of(Precision.FP32, trial.precision()) : Set.of(Precision.FP32);
    long passed = 0;
    long failed = 0;
    for (Precision precision : precisions) {
      System.setProperty("warren.contract.precision", precision.name());
      TestExecutionSummary summary = run(suite(trial.engine()));
      passed += summary.getTestsSucceededCount();
      // A container fails where no test could begin.
      failed += summary.getTotalFailureCount();
      for (TestExecutionSummary.Failure failure : summary.getFailures()) {
        String name = failure.getTestIdentifier().getDisplayName();
        findings.note(precision + " " + name, firstLine(failure.getException()));
        failure.getException().printStackTrace();
      }
    }
    findings.figure("contract_passed", passed);
    findings.figure("contract_failed", failed);
  }

  static String suite(String engine) {
    return switch (engine) {
      case Trial.TENSORRT -> ENGINES + "tensorrt.TensorRtGpuContractTest$OnNamedModel";
      case "onnxruntime" -> ENGINES + "CpuContractTest$OnnxDetect";
      case "simulated" -> ENGINES + "CpuContractTest$SimulatedNoOp";
      default -> throw new IllegalArgumentException("no contract suite: " + engine);
    };
  }

  private static TestExecutionSummary run(String suite) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(List.of(selectClass(suite))).build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    return listener.getSummary();
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
        + " ("
        + failure.getClass().getSimpleName()
        + ")";
  }
}
