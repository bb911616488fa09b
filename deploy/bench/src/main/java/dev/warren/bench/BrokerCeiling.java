package dev.warren.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * An engine that takes no time and pictures that hardly need decoding: the worker against the
 * broker's own limit. Both find the same backlog of 50 kB frames in a quorum queue. The worker
 * answers and acks them; RabbitMQ's PerfTest consumes and acks them and publishes, at the same
 * time, as many persistent messages of 1 kB with confirms.
 */
record BrokerCeiling(Site site, Subject subject) implements Comparison.Measurement {
  /** Answers that are looked at. */
  private static final int SAMPLE = 500;

  private static final int WINDOW = 200;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    int backlog = subject.pace().backlog();
    double worker = workerRate(backlog, results);
    double ceiling = PerfTest.ceiling(site, backlog, WINDOW);
    results.figure("no_op_frames_per_second", worker);
    results.figure("perf_test_messages_per_second", ceiling);
    results.ratio("broker_ceiling", worker / ceiling);
  }

  /** Answers in the reply queue per second, while it grows from a third of the backlog to 95 %. */
  private double workerRate(int backlog, Results results) throws IOException, InterruptedException {
    Topology topology = new Topology("ceiling");
    try (Connection connection = site.broker().connect();
        Channel channel = connection.createChannel()) {
      SmallFrames.pileUp(channel, site.broker().amqp(), topology, backlog);
      String[] arguments =
          subject.simulatedWorkerArguments(
              "no-op.simulated", "--prefetch", Integer.toString(WINDOW));
      try (Child worker = site.worker(topology.prefix(), arguments)) {
        long from = awaitAnswers(channel, topology, backlog / 3);
        double workerCpu = worker.cpu().toNanos();
        long to = awaitAnswers(channel, topology, backlog * 95 / 100);
        ObjectNode cores = JsonNodeFactory.instance.objectNode();
        cores.put("worker", (worker.cpu().toNanos() - workerCpu) / (to - from));
        results.cores("no_op", cores);
        awaitAnswers(channel, topology, backlog);
        requireDetected(channel, topology, backlog);
        return (backlog * 95 / 100 - backlog / 3) / ((to - from) / 1e9);
      }
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
  }

  private static void requireDetected(Channel channel, Topology topology, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      GetResponse answer = channel.basicGet(topology.detectionsQueue(), true);
      Object status = answer == null ? null : answer.getProps().getHeaders().get("status");
      if (!"detected".equals(String.valueOf(status))) {
        throw new BenchException("no-op engine: answer " + i + " is " + status + ", not detected");
      }
      if (i == SAMPLE) return;
    }
  }

  private static long awaitAnswers(Channel channel, Topology topology, int count)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (channel.messageCount(topology.detectionsQueue()) < count) {
      if (System.nanoTime() - end > 0) {
        throw new BenchException("fewer than %d answers after %s".formatted(count, LIMIT));
      }
      Thread.sleep(5);
    }
    return System.nanoTime();
  }
}
