package dev.warren.worker.cli;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.cli.WarrenCommand;
import dev.warren.protocol.AmqpConfig;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code warren doctor}: one line per thing that a worker needs, with what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Looks at this machine, the native libraries, the model and the broker; changes nothing.",
      "Ends with the exit code of the first FAIL. A WARN does not fail."
    })
public final class DoctorCommand implements WarrenCommand {
  @Mixin private ModelChoice model;
  @Mixin private AmqpOptions amqp;

  private final List<Check> checks = new ArrayList<>();

  @Override
  public Integer call() {
    EngineConfig config = model.isGiven() ? model.engineConfig(0, 1) : null;
    String name = config == null ? model.modelName() : config.name();
    if (name != null) WorkerConfig.requireServable(name);
    AmqpConfig broker = amqp.isGiven() ? amqp.config() : null;
    MachineChecks.all().forEach(this::add);
    add(LibraryChecks.disk());
    add(LibraryChecks.openCv());
    add(LibraryChecks.pyTorch());
    add(LibraryChecks.onnxRuntime());
    TensorRtConfig tensorRt = config == null ? TensorRtConfig.DEFAULT : config.tensorRt();
    TensorRtChecks.all(tensorRt, model.isForTensorRt()).forEach(this::add);
    if (config != null) add(ModelCheck.run(config));
    if (config == null) add(Check.skip("model", "not checked: give --model"));
    if (broker == null) add(Check.skip("broker", "not checked: give --amqp, or set WARREN_AMQP"));
    else BrokerCheck.run(broker, amqp.topology(), name).forEach(this::add);
    return checks.stream()
        .filter(check -> check.level() == Check.Level.FAIL)
        .findFirst()
        .map(Check::exitCode)
        .orElse(ExitCode.OK);
  }

  /** Printed at once: some checks take seconds. */
  private void add(Check check) {
    System.out.println(check.line());
    checks.add(check);
  }
}
