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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code METRICS.md} and Prometheus' own rules, held against a worker that shows all it can. */
class MetricsPageTest {
  private static final String BEGIN = "<!-- Made by MetricsPageTest. -->\n";
  private static final String END = "<!-- Until here. -->\n";
  private static final Pattern HELP =
      Pattern.compile("^# HELP ((?:warren|process)_\\w+) (.*)$", Pattern.MULTILINE);

  @AutoClose private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3", "unknown");

  @TempDir Path folder;

  @BeforeEach
  void showEverything() {
    metrics.bind(new Readiness());
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    breakers.circuitBreaker("engine");
    metrics.bind(breakers);
    metrics.bind(new FakeGpus(new GpuReading("0", "GPU", 0.5, 1, 2, 3, 4, 5, Set.of())));
    metrics.bindBottleneck(List.of("engine"), () -> "engine");
    metrics
        .listener()
        .engineServes(new EngineInfo("onnxruntime", "m", "sha256:0", "model", "worker", 4));
  }

  /** {@code -Dwarren.write=true} writes what it should be. */
  @Test
  void theTableIsMadeOfWhatTheWorkerShows() throws IOException {
    Path file = TestData.checkout().resolve("worker/METRICS.md");
    String page = Files.readString(file);
    assertThat(page).containsSubsequence(BEGIN, END);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = table();
    if (Boolean.getBoolean("warren.write")) {
      Files.writeString(file, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertThat(page.substring(begin, end)).isEqualTo(table);
    }
  }

  private String table() {
    String text = new String(metrics.scrape(null).body(), StandardCharsets.UTF_8);
    Exposition scrape = Exposition.parse(text);
    StringBuilder table = new StringBuilder("\n| metric | type | labels | |\n|---|---|---|---|\n");
    for (MatchResult help : HELP.matcher(text).results().toList()) {
      String name = help.group(1);
      // Micrometer adds one to each histogram: said once, above the table.
      boolean isMax = scrape.types().containsKey(name.replaceFirst("_max$", ""));
      if (name.endsWith("_max") && isMax) continue;
      String labels =
          labels(scrape, name).stream().map(l -> "`" + l + "`").collect(Collectors.joining(", "));
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(name, scrape.types().get(name), labels, help.group(2)));
    }
    return table.toString();
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
