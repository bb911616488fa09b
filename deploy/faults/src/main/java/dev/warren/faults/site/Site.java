package dev.warren.faults.site;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.faults.worker.HookedWorkerCommand;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.FreePort;
import dev.warren.protocol.testing.RabbitCluster;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A broker of our own with the policies that Warren ships, and the names on it: one node, or a
 * cluster of three.
 */
public final class Site implements AutoCloseable {
  /** The names that the shipped policies are for. */
  public static final Topology TOPOLOGY = Topology.DEFAULT;

  public static final String MODEL = HookedWorkerCommand.MODEL;

  /** Where Warren's workers get their frames. */
  public static final String FRAMES = TOPOLOGY.framesQueue(MODEL);

  /** Where frames wait alone that came back too often. */
  public static final String QUARANTINE = TOPOLOGY.quarantineQueue(MODEL);

  /** Who does it, for the broker's log. */
  private static final String ACTOR = "faults";

  /** Archiving its classes takes its time. */
  private static final long FIRST_END_SECONDS = 120;

  private static final String CONFIGURATION =
      String.join(
          "\n",
          "max_message_size = 16777216", // as RabbitMQ 4 has it
          "heartbeat = 10",
          "log.file.level = warning");

  private static final String PROMETHEUS =
      "\nprometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = %d";

  private static final Duration METRICS_TIMEOUT = Duration.ofSeconds(2);

  private final RabbitMq broker;
  private final RabbitCluster cluster;
  private final URI metrics;
  private final Path deploy;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(METRICS_TIMEOUT).build();
  private final Path folder;
  private final Launch launch;

  private Site(
      RabbitMq broker,
      RabbitCluster cluster,
      int metricsPort,
      Path deploy,
      Path folder,
      Launch launch) {
    this.broker = broker;
    this.cluster = cluster;
    this.metrics =
        URI.create(
            "http://127.0.0.1:"
                + metricsPort
                + "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count");
    this.deploy = deploy;
    this.folder = folder;
    this.launch = launch;
  }

  /**
   * @param isCluster whether it has three nodes, which tell Prometheus nothing
   * @param folder for logs of the workers
   * @param definitions file with the policies that Warren ships
   */
  public static Site start(boolean isCluster, Path folder, Path definitions)
      throws IOException, InterruptedException {
    // They are deploy/rabbitmq/definitions.json, and what Prometheus and KEDA get lies beside.
    Path deploy = definitions.toAbsolutePath().getParent().getParent();
    Launch launch = Launch.in(Files.createTempDirectory(folder, "launch-"));
    int metricsPort = FreePort.find();
    RabbitCluster cluster = isCluster ? RabbitCluster.start(CONFIGURATION) : null;
    RabbitMq broker =
        isCluster
            ? cluster.broker()
            : RabbitMq.start(
                CONFIGURATION + PROMETHEUS.formatted(metricsPort), "rabbitmq_prometheus");
    try {
      broker.importDefinitions(definitions);
      Site site = new Site(broker, cluster, metricsPort, deploy, folder, launch);
      site.train();
      return site;
    } catch (IOException | InterruptedException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** A first worker, for what it leaves to those that follow. */
  private void train() throws IOException, InterruptedException {
    prepare();
    try (Fleet fleet = new Fleet(this, Files.createTempDirectory(folder, "hooks-"))) {
      Slot slot = fleet.add("first", List.of());
      fleet.awaitReady(slot);
      slot.dismiss();
      slot.awaitDismissed(FIRST_END_SECONDS);
    }
    launch.trained();
  }

  /** A process that may be killed, or three. */
  public RabbitMq broker() {
    return broker;
  }

  public boolean isCluster() {
    return cluster != null;
  }

  /** Its nodes, where it is a cluster. */
  public RabbitCluster cluster() {
    return cluster;
  }

  /** Whoever connects from now on gets this node, whichever it asks first. */
  public void admitAt(int node) {
    for (int i = 0; i < cluster.nodes().size(); i++) {
      String call = i == node ? "resume" : "suspend";
      cluster.nodes().get(i).eval("rabbit_maintenance:%s_all_client_listeners().".formatted(call));
    }
  }

  /** Ends {@link #admitAt}. */
  public void admitEverywhere() {
    for (RabbitMq node : cluster.nodes()) {
      node.eval("rabbit_maintenance:resume_all_client_listeners().");
    }
  }

  /** What a node does that no longer sees the others: {@code ignore}, {@code pause_minority}. */
  public void partitionHandling(String strategy) {
    for (RabbitMq node : cluster.nodes()) {
      node.eval("application:set_env(rabbit, cluster_partition_handling, %s).".formatted(strategy));
    }
  }

  /** For logs of the workers. */
  public Path folder() {
    return folder;
  }

  Launch launch() {
    return launch;
  }

  AmqpConfig amqp() {
    return broker.amqp();
  }

  /** Everything anew and empty. */
  public void prepare() {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      TOPOLOGY.delete(channel, MODEL);
      TOPOLOGY.declare(channel, MODEL);
    } catch (IOException e) {
      throw new HarnessException("the broker cannot be prepared", e);
    }
  }

  /** SIGKILL, and a start on the same data. */
  public void killBroker() {
    broker.syncMetadata(); // what was declared a moment ago is not what is tried here
    broker.kill();
    broker.restart();
  }

  /** Messages ready in a queue; -1 while it cannot be asked. */
  public long ready(String queue) {
    try (Connection connection = broker.connect()) {
      AMQP.Queue.DeclareOk queueOk = connection.createChannel().queueDeclarePassive(queue);
      return queueOk.getMessageCount();
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  /** What the broker tells Prometheus of its queues; empty while it does not answer. */
  public Optional<Scrape> queueMetrics() {
    return Http.get(http, metrics, METRICS_TIMEOUT)
        .filter(response -> response.statusCode() == 200)
        .map(response -> new Scrape(response.body()));
  }

  /** The rules that Warren ships for Prometheus. */
  public Path recordingRules() {
    return deploy.resolve("prometheus/recording.rules.yml");
  }

  /** What Warren ships for KEDA. */
  public Path scaledObject() {
    return deploy.resolve("kubernetes/overlays/keda/scaledobject.yaml");
  }

  /** As {@link #ready}, many times a second. */
  public Counter counter(String queue) throws IOException {
    Connection connection = broker.connect();
    return new Counter(connection, connection.createChannel(), queue);
  }

  /** Asks one queue on a connection of its own. */
  public record Counter(Connection connection, Channel channel, String queue)
      implements AutoCloseable {
    public long ready() throws IOException {
      return channel.messageCount(queue);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /**
   * Overrules the shipped policy of the frames queue until {@link #clearPolicy}.
   *
   * @param definition JSON
   */
  public void policy(String name, String definition) {
    String full = definition.replaceFirst("}$", ",\"overflow\":\"reject-publish\"}");
    broker.eval(
        "rabbit_policy:parse_set(<<\"/\">>, %s, <<\"^warren[.]frames[.]\">>, %s, 10, %s, %s)."
            .formatted(binary(name), binary(full), binary("queues"), binary(ACTOR)));
  }

  public void clearPolicy(String name) {
    broker.eval("rabbit_policy:delete(<<\"/\">>, %s, %s).".formatted(binary(name), binary(ACTOR)));
  }

  public void changePassword(String name, String password) {
    broker.eval(
        "rabbit_auth_backend_internal:change_password(%s, %s, %s)."
            .formatted(binary(name), binary(password), binary(ACTOR)));
  }

  /** As Erlang writes it. */
  private static String binary(String text) {
    return "<<\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\">>";
  }

  /** As if the disk had less free than the limit. */
  public void raiseDiskAlarm() {
    diskLimit(999_999_999_999_999L);
  }

  public void clearDiskAlarm() {
    diskLimit(50_000_000);
  }

  private void diskLimit(long bytes) {
    broker.eval("rabbit_disk_monitor:set_disk_free_limit(%d).".formatted(bytes));
  }

  /** Takes everything out of a queue and tells the ids. */
  public void drain(String queue, Consumer<String> ids) {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      for (GetResponse got; (got = channel.basicGet(queue, true)) != null; ) {
        ids.accept(String.valueOf(got.getProps().getMessageId()));
      }
      channel.close();
    } catch (IOException | TimeoutException e) {
      throw new HarnessException("queue " + queue + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    broker.close();
  }
}
