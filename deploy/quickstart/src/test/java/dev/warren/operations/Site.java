package dev.warren.operations;

import static org.awaitility.Awaitility.await;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.testing.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What people run: RabbitMQ as {@code deploy/rabbitmq} has it, a worker with the demo model under a
 * small load, and a Prometheus with the shipped configuration that scrapes both.
 */
final class Site implements AutoCloseable {
  /** Of scrapes; queues tell RabbitMQ their figures every five seconds. */
  static final int INTERVAL_SECONDS = 3;

  private static final Path RABBITMQ = Tool.ROOT.resolve("deploy/rabbitmq");

  private final Closer closer = new Closer();
  private final String worker;
  private final PrometheusServer prometheus;

  private Site(Path folder) throws Exception {
    try {
      int workerPort = FreePort.find();
      int brokerPort = FreePort.find();
      int prometheusPort = FreePort.find();
      worker = "127.0.0.1:" + workerPort;
      GpuStandIn gpus = closer.add(GpuStandIn.start());
      Path configuration =
          new ScrapeConfiguration()
              .every(INTERVAL_SECONDS + "s")
              .at("warren", worker)
              .at("rabbitmq", "127.0.0.1:" + brokerPort)
              .at("rabbitmq-queues", "127.0.0.1:" + brokerPort)
              .at("prometheus", "127.0.0.1:" + prometheusPort)
              .add("gpu-stand-in", gpus.address(), worker)
              .write(folder);
      prometheus = closer.add(PrometheusServer.start(folder, configuration, prometheusPort));
      RabbitMq broker = closer.add(broker(brokerPort));
      MixedLoad.letOneExpire(broker);
      WarrenProcess process = closer.add(worker(broker));
      process.until(() -> process.errors().contains("serves " + DemoModel.NAME));
      closer.add(MixedLoad.start(broker));
      await().atMost(Duration.ofMinutes(1)).until(prometheus::isReady);
    } catch (Throwable t) {
      closer.closeAfter(t);
      throw t;
    }
  }

  static Site start(Path folder) throws Exception {
    return new Site(folder);
  }

  /** As shipped: configuration, plugins and definitions, on loopback. */
  static RabbitMq broker(int metricsPort) throws Exception {
    String[] plugins = plugins(RABBITMQ.resolve("enabled_plugins"));
    RabbitMq broker =
        RabbitMq.start(
            Files.readString(RABBITMQ.resolve("rabbitmq.conf"))
                + "\nprometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = "
                + metricsPort
                + "\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = "
                + FreePort.find(),
            plugins);
    broker.importDefinitions(RABBITMQ.resolve("definitions.json"));
    return broker;
  }

  /** Those that RabbitMQ's own list names. */
  static String[] plugins(Path list) throws IOException {
    return Files.readString(list).replaceAll("[\\[\\].\\s]", "").split(",");
  }

  private WarrenProcess worker(RabbitMq broker) throws IOException {
    String[] command = {"worker", "--model=" + DemoModel.onnx(), "--http=" + worker};
    return WarrenProcess.start(Map.of("WARREN_AMQP", broker.uri()), command);
  }

  PrometheusServer prometheus() {
    return prometheus;
  }

  /** What the worker shows to Prometheus. */
  String workerMetrics() throws Exception {
    return Tool.get("http://" + worker + "/metrics").body();
  }

  @Override
  public void close() {
    closer.close();
  }
}
