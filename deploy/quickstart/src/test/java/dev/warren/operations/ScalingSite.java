package dev.warren.operations;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.testing.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * RabbitMQ as shipped, a Prometheus that knows where each of some workers will be, and the workers
 * that have been started so far. Their engine is the simulated one: what they can do is known, and
 * a busy machine can carry it.
 */
final class ScalingSite implements AutoCloseable {
  /** Of one worker, in frames per second, whatever the size of its batches. */
  static final int CAPACITY = 25;

  /** Of scrapes; queues tell RabbitMQ their figures every five seconds. */
  static final int INTERVAL_SECONDS = 5;

  private static final int[] BATCHES = {1, 2, 4, 8, 16};

  private final Closer closer = new Closer();
  private final List<WarrenProcess> workers = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final Path model;
  private final PrometheusServer prometheus;
  private final RabbitMq broker;

  /**
   * @param most workers at any time
   */
  ScalingSite(Path folder, int most) throws Exception {
    try {
      model = model(folder);
      for (int i = 0; i < most; i++) addresses.add("127.0.0.1:" + FreePort.find());
      int brokerPort = FreePort.find();
      int prometheusPort = FreePort.find();
      Path configuration =
          new ScrapeConfiguration()
              .every(INTERVAL_SECONDS + "s")
              .at("warren", addresses.toArray(String[]::new))
              .at("rabbitmq", "127.0.0.1:" + brokerPort)
              .at("rabbitmq-queues", "127.0.0.1:" + brokerPort)
              .at("prometheus", "127.0.0.1:" + prometheusPort)
              .write(folder);
      prometheus = closer.add(PrometheusServer.start(folder, configuration, prometheusPort));
      broker = closer.add(Site.broker(brokerPort));
      await().atMost(Duration.ofMinutes(2)).until(prometheus::isReady);
    } catch (Throwable t) {
      closer.closeAfter(t);
      throw t;
    }
  }

  private static Path model(Path folder) throws IOException {
    List<String> times = new ArrayList<>();
    for (int batch : BATCHES) times.add("\"%d\": %d".formatted(batch, 1000 * batch / CAPACITY));
    return Files.writeString(
        folder.resolve("scaling.simulated"),
        "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {%s}, \"detections\": 1}"
            .formatted(String.join(", ", times)));
  }

  RabbitMq broker() {
    return broker;
  }

  /** Starts workers until there are so many that have been started, and waits until they serve. */
  void scaleTo(int count) throws IOException {
    while (workers.size() < count) {
      workers.add(closer.add(worker(addresses.get(workers.size()))));
    }
    for (WarrenProcess worker : workers) {
      worker.until(() -> worker.errors().contains("serves " + DemoModel.NAME));
    }
  }

  private WarrenProcess worker(String address) throws IOException {
    String[] command = {
      "worker",
      "--model=" + model,
      "--model-name=" + DemoModel.NAME,
      "--http=" + address,
      "--startup-timeout=4m" // the machine may be busy
    };
    return WarrenProcess.start(Map.of("WARREN_AMQP", broker.uri()), command);
  }

  WarrenProcess worker(int index) {
    return workers.get(index);
  }

  /** What Prometheus has now for this expression, which gives one series; empty if it has none. */
  OptionalDouble now(String expression) {
    JsonNode result = prometheus.get("/api/v1/query", "query", expression).get("result");
    return result.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(result.get(0).get("value").get(1).asText()));
  }

  @Override
  public void close() {
    closer.close();
  }
}
