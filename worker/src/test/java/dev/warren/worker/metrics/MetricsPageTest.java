package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.warren.worker.gpu.GpuReading;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeGpus;
import dev.warren.worker.testing.TestData;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code METRICS.md} and Prometheus' own rules, held against a worker that shows all it can. */
class MetricsPageTest {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `((?:warren|process)_\\w+)` \\| (\\w+) \\| ([^|]*)\\|", Pattern.MULTILINE);

  private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3");

  @TempDir Path folder;

  @BeforeEach
  void showEverything() {
    metrics.bind(new Readiness());
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    breakers.circuitBreaker("engine");
    metrics.bind(breakers);
    metrics.bind(new FakeGpus(new GpuReading("0", "GPU", 0.5, 1, 2, 3, 4, 5, Set.of())));
    metrics.bindBottleneck(List.of("engine"), () -> "engine");
    metrics.engineServes(new EngineInfo("onnxruntime", "m", "sha256:0", 4));
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void theTableNamesEveryMetricWithItsTypeAndLabels() throws IOException {
    Map<String, String> table = new TreeMap<>();
    String page = Files.readString(TestData.checkout().resolve("worker/METRICS.md"));
    for (MatchResult row : ROW.matcher(page).results().toList()) {
      Set<String> labels = new TreeSet<>();
      Pattern.compile("`(\\w+)`")
          .matcher(row.group(3))
          .results()
          .forEach(label -> labels.add(label.group(1)));
      table.put(row.group(1), row.group(2) + " " + labels);
    }
    assertThat(table).isEqualTo(shown());
  }

  private Map<String, String> shown() {
    Exposition scrape = Exposition.parse(metrics.scrape(null).body());
    Map<String, String> shown = new TreeMap<>();
    scrape
        .types()
        .forEach(
            (name, type) -> {
              // Micrometer adds one to each histogram: said once, above the table.
              boolean isMax = scrape.types().containsKey(name.replaceFirst("_max$", ""));
              boolean listed = name.startsWith("warren_") || name.startsWith("process_");
              if (listed && !(name.endsWith("_max") && isMax)) {
                shown.put(name, type + " " + labels(scrape, name));
              }
            });
    return shown;
  }

  private static Set<String> labels(Exposition scrape, String name) {
    Set<String> labels = new TreeSet<>();
    for (String series : scrape.samples().keySet()) {
      if (!series.matches(name + "(_bucket|_count|_sum)?(\\{.*)?")) continue;
      Pattern.compile("(\\w+)=\"")
          .matcher(series)
          .results()
          .forEach(label -> labels.add(label.group(1)));
    }
    labels.remove("le");
    return labels;
  }

  @Test
  void promtoolFindsNothingToCriticise() throws Exception {
    Path scrape = Files.write(folder.resolve("scrape"), metrics.scrape(null).body());
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(scrape.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      String reason = "skipped: no promtool on the path (Debian's package prometheus has it)";
      System.out.println(reason);
      abort(reason);
      return;
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
