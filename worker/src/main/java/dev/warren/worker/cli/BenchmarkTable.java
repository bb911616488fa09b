package dev.warren.worker.cli;

import dev.warren.common.Counted;
import dev.warren.worker.benchmark.BatchFigures;
import dev.warren.worker.benchmark.BenchmarkReport;
import dev.warren.worker.benchmark.Latency;
import dev.warren.worker.benchmark.SingleFigures;
import java.util.Locale;

/** A benchmark's figures for people, line by line as they come. */
final class BenchmarkTable {
  private BenchmarkTable() {}

  static String subject(BenchmarkReport.Subject subject) {
    return text(
        "%s %s on %s %s: %s, %s, %s",
        subject.model(),
        subject.modelVersion(),
        subject.engine(),
        subject.engineVersion(),
        Counted.of(subject.lanes(), "lane"),
        Counted.of(subject.images(), "image"),
        Counted.of(subject.cpus(), "cpu"));
  }

  static String single(SingleFigures single) {
    Latency frame = single.frame();
    Latency inference = single.inference();
    return text(
        "one frame alone: %.2f ms (p99 %.2f), of these the engine %.2f ms (p99 %.2f)",
        frame.p50(), frame.p99(), inference.p50(), inference.p99());
  }

  static String header() {
    return text(
            "%n%5s %9s | %-41s | %-35s |%n", "", "", "one run, ms", "a lane's ms per frame, share")
        + text(
            "%5s %9s | %8s %7s %7s %7s %8s | %11s %11s %11s | %5s",
            "batch",
            "frames/s",
            "mean",
            "p50",
            "p95",
            "p99",
            "max",
            "decode",
            "inference",
            "postprocess",
            "cores");
  }

  static String row(BatchFigures figures) {
    Latency run = figures.run();
    BatchFigures.Stages stages = figures.stages();
    return text(
        "%5d %9.1f | %8.2f %7.2f %7.2f %7.2f %8.2f | %11s %11s %11s | %5.2f",
        figures.batch(),
        figures.framesPerSecond(),
        run.mean(),
        run.p50(),
        run.p95(),
        run.p99(),
        run.max(),
        stage(stages.decode(), stages),
        stage(stages.inference(), stages),
        stage(stages.postprocess(), stages),
        figures.cpuCores());
  }

  static String summary(BenchmarkReport report) {
    BatchFigures best = report.best();
    String memory =
        report.residentMib().isPresent()
            ? "; %d MiB resident".formatted(report.residentMib().getAsLong())
            : "";
    return text(
        "%nbest: batch %d, %.1f frames/s%s%n"
            + "recommended: --max-batch %d --lanes %d (smallest batch within 3 %% of the best)",
        best.batch(),
        best.framesPerSecond(),
        memory,
        report.recommended().batch(),
        report.subject().lanes());
  }

  private static String stage(double ms, BatchFigures.Stages all) {
    return text("%.2f %3.0f%%", ms, 100 * ms / all.sum());
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
