package dev.warren.worker.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;

/**
 * All metrics at one moment, in a format that the reader understands.
 *
 * @param contentType for the HTTP header of that name
 */
public record Scrape(String contentType, byte[] body) {
  /** https://prometheus.io/docs/instrumenting/exposition_formats/ */
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  static Scrape of(PrometheusMeterRegistry registry, String accept) {
    // Named by us: the library would also answer in protobuf, which nobody could read by eye.
    boolean open = accept != null && accept.contains("application/openmetrics-text");
    String type = open ? OPEN_METRICS : TEXT;
    return new Scrape(type, registry.scrape(type).getBytes(StandardCharsets.UTF_8));
  }
}
