package dev.warren.faults.scenario;

import dev.warren.faults.site.RecordedSeries;
import dev.warren.faults.site.Scrape;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers are asked for, by the shipped recording rules and the query that KEDA has: what
 * the broker and a worker have shown, each second, is evaluated by {@code promtool}.
 */
final class AskedForWorkers {
  private static final Pattern QUERY = Pattern.compile("(?m)^ *query: (.+)$");
  private static final Pattern MODEL = Pattern.compile("model=\"[^\"]*\"");
  private static final String QUEUE = "queue=\"" + Site.FRAMES + "\"";
  private static final long LIMIT_SECONDS = 60;

  private final Site site;
  private final RecordedSeries series = new RecordedSeries();

  AskedForWorkers(Site site) {
    this.site = site;
  }

  /** What Prometheus would have read now. */
  void read(Slot slot) {
    Map<String, Double> samples = new LinkedHashMap<>();
    site.queueMetrics().ifPresent(scrape -> samples.putAll(scrape.samples()));
    slot.scrape()
        .ifPresent(
            scrape ->
                scrape
                    .samples()
                    .forEach((name, value) -> samples.put(withInstance(name, slot), value)));
    series.add(samples, AskedForWorkers::isUsed);
  }

  /** As Prometheus names the target of each series. */
  private static String withInstance(String series, Slot slot) {
    String instance = "instance=\"" + slot.name() + "\"";
    return series.endsWith("}")
        ? series.replaceFirst(",?}$", "," + instance + "}").replace("{,", "{")
        : series + "{" + instance + "}";
  }

  private static boolean isUsed(String series) {
    if (series.startsWith("rabbitmq_detailed_queue_")) return series.contains(QUEUE);
    return series.startsWith("warren_capacity_")
        || series.startsWith("warren_engine_info{")
        || series.startsWith("warren_ready{")
        || series.startsWith("warren_frames_total{")
        || series.startsWith("warren_deliveries_total{");
  }

  /**
   * Whether it is never less than one, at no moment, and known at the last one.
   *
   * @return what promtool says against it, "" if nothing; empty where there is no promtool
   */
  Optional<String> objection(Path folder) throws IOException, InterruptedException {
    Path test = folder.resolve("asked-for-workers.test.yml");
    Files.writeString(test, test());
    Process promtool;
    try {
      promtool =
          new ProcessBuilder("promtool", "test", "rules", test.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("promtool.log").toFile())
              .start();
    } catch (IOException absent) {
      return Optional.empty();
    }
    if (!promtool.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      promtool.destroyForcibly();
      return Optional.of("promtool did not end within " + LIMIT_SECONDS + " s");
    }
    String said = Files.readString(folder.resolve("promtool.log"));
    return Optional.of(promtool.exitValue() == 0 ? "" : said.strip());
  }

  private String test() throws IOException {
    String query = query();
    StringBuilder yaml = new StringBuilder();
    yaml.append("rule_files: ['").append(site.recordingRules()).append("']\n");
    yaml.append("evaluation_interval: 1s\ntests:\n  - interval: 1s\n    input_series:\n");
    yaml.append(series.toYaml("      "));
    yaml.append("    promql_expr_test:\n");
    for (int second = 0; second < series.steps(); second++) {
      expect(yaml, "count((%s) < 1) or vector(0)".formatted(query), second, 0);
    }
    expect(yaml, "count(%s) or vector(0)".formatted(query), series.steps() - 1, 1);
    return yaml.toString();
  }

  private static void expect(StringBuilder yaml, String expression, int second, int value) {
    yaml.append("      - expr: '").append(expression.replace("'", "''")).append("'\n");
    yaml.append("        eval_time: ").append(second).append("s\n");
    yaml.append("        exp_samples: [{labels: '{}', value: ").append(value).append("}]\n");
  }

  /** KEDA's, for the model of this harness. */
  private String query() throws IOException {
    Matcher query = QUERY.matcher(Files.readString(site.scaledObject()));
    if (!query.find()) throw new IOException("no query in " + site.scaledObject());
    return MODEL.matcher(query.group(1)).replaceAll("model=\"" + Site.MODEL + "\"");
  }

  /** Readings in which the broker said that nothing is there. */
  static boolean isZero(Scrape queues) {
    return queues.sum("rabbitmq_detailed_queue_messages_ready", QUEUE)
            + queues.sum("rabbitmq_detailed_queue_messages_unacked", QUEUE)
        == 0;
  }
}
