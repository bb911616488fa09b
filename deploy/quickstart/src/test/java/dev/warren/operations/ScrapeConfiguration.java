package dev.warren.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code deploy/prometheus/prometheus.yml} with other addresses, and more often: all else is as
 * shipped.
 */
final class ScrapeConfiguration {
  private static final Path SHIPPED = Tool.ROOT.resolve("deploy/prometheus");

  private final Map<String, Object> yaml = YamlFile.only(SHIPPED.resolve("prometheus.yml"));
  private final List<Map<String, Object>> jobs =
      new ArrayList<>(YamlFile.maps(yaml.get("scrape_configs")));

  /** Of scrapes and of evaluations. */
  ScrapeConfiguration every(String interval) {
    Map<String, Object> global = YamlFile.map(yaml.get("global"));
    global.put("scrape_interval", interval);
    global.put("scrape_timeout", interval);
    global.put("evaluation_interval", interval);
    return this;
  }

  /** Where the targets of a job that is there are to be found. */
  ScrapeConfiguration at(String job, String... addresses) {
    Map<String, Object> found =
        jobs.stream().filter(j -> j.get("job_name").equals(job)).findFirst().orElseThrow();
    found.remove("dns_sd_configs");
    found.put("static_configs", List.of(Map.of("targets", List.of(addresses))));
    return this;
  }

  /**
   * A further job.
   *
   * @param instance what its series say of where they come from
   */
  ScrapeConfiguration add(String job, String address, String instance) {
    Map<String, Object> added = new LinkedHashMap<>();
    added.put("job_name", job);
    added.put(
        "static_configs",
        List.of(Map.of("targets", List.of(address), "labels", Map.of("instance", instance))));
    jobs.add(added);
    return this;
  }

  /** The file, in this folder. */
  Path write(Path folder) throws IOException {
    List<String> rules = new ArrayList<>();
    for (Object file : (List<?>) yaml.get("rule_files")) {
      rules.add(SHIPPED.resolve(String.valueOf(file)).toString());
    }
    yaml.put("rule_files", rules);
    yaml.put("scrape_configs", jobs);
    return Files.writeString(folder.resolve("prometheus.yml"), new Yaml().dump(yaml));
  }
}
