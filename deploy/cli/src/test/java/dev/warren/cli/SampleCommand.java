package dev.warren.cli;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command as the modules write them, for the launcher's tests. */
@Command(name = "sample", description = "Does what it is told.")
public final class SampleCommand implements WarrenCommand {
  static volatile SampleCommand last;

  @Option(names = "--max-batch", defaultValue = "8", description = "Most frames in a batch.")
  int maxBatch;

  @Option(names = "--max-wait", defaultValue = "0ms", description = "Longest wait for company.")
  Duration maxWait;

  @Option(
      names = "--dry-run",
      description =
          "Only says what it would do (see --max-wait) with the plan of an .onnx in ~/.cache/warren/plans.")
  boolean dryRun;

  @Option(names = "--source", arity = "1..*", description = "What it looks at.")
  List<String> sources;

  @Option(
      names = "--fail",
      description = "Fails with this: broker, bug, memory, library, assertion.")
  String fail;

  @Override
  public Integer call() {
    last = this;
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
    }
    if (maxWait.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("maxWait > 1 h: " + maxWait);
    }
    if ("broker".equals(fail)) {
      throw new CommandException(ExitCode.BROKER, "broker localhost:5672 refused the connection");
    }
    if ("bug".equals(fail)) {
      throw new IllegalStateException("queue is full");
    }
    if (fail != null) {
      StopSignal.requested();
    }
    if ("memory".equals(fail)) {
      throw new IllegalStateException("a lane failed", new OutOfMemoryError("direct memory"));
    }
    if ("library".equals(fail)) {
      throw new UnsatisfiedLinkError("libopencv.so: GLIBC_2.39 not found");
    }
    if (fail != null && fail.contains("://")) {
      throw new IllegalStateException("no scheme for " + fail);
    }
    if ("assertion".equals(fail)) {
      throw new AssertionError("cannot happen");
    }
    return ExitCode.OK;
  }
}
