package dev.warren.bench;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * <a href="https://perftest.rabbitmq.com">RabbitMQ's PerfTest</a> on Warren's own queues: one
 * consumer that acks, beside one publisher that awaits confirms. Neither waits for the other, so
 * the quicker one is held back until they keep step as well as they do.
 */
final class PerfTest {
  private static final String MAIN = "com.rabbitmq.perf.PerfTest";
  private static final Pattern LINE =
      Pattern.compile("confirmed: (\\d+) msg/s.*received: (\\d+) msg/s");
  private static final int ATTEMPTS = 2;
  private static final int SECONDS = 8;
  private static final int WARM_UP_SECONDS = 1;

  private PerfTest() {}

  /** Messages per second that it consumes and, at the same time, publishes. */
  static double ceiling(Site site, int backlog, int window)
      throws IOException, InterruptedException {
    double best = 0;
    double limit = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double[] rates = run(site, backlog, window, limit);
      best = Math.max(best, Math.min(rates[0], rates[1]));
      limit = (rates[0] + 2 * rates[1]) / 3; // the consumer is the slower one
    }
    return best;
  }

  /** Confirmed and received per second. */
  private static double[] run(Site site, int backlog, int window, double limit)
      throws IOException, InterruptedException {
    Topology topology = new Topology("perftest");
    try (Connection connection = site.broker().connect();
        Channel channel = connection.createChannel()) {
      SmallFrames.pileUp(channel, site.broker().amqp(), topology, backlog);
    } catch (TimeoutException e) {
      throw new IOException(e);
    }
    List<String> arguments = new ArrayList<>(List.of("--uri", site.broker().uri()));
    arguments.addAll(
        List.of(
            "--predeclared", "--skip-binding-queues", "--flag", "persistent", "--size", "1000"));
    arguments.addAll(List.of("--exchange", topology.detectionsExchange()));
    arguments.addAll(List.of("--routing-key", Subject.MODEL_NAME + ".camera"));
    arguments.addAll(List.of("--queue", topology.framesQueue(Subject.MODEL_NAME)));
    arguments.addAll(List.of("--qos", "" + window, "--confirm", "" + window));
    arguments.addAll(List.of("--producers", "1", "--consumers", "1", "--time", "" + SECONDS));
    if (limit > 0) {
      arguments.addAll(List.of("--rate", "" + Math.round(limit)));
      arguments.addAll(List.of("--consumer-rate", "" + Math.round(limit)));
    }
    try (Child child =
        Child.start(
            "perftest", site.folder(), site.cores().measured(), List.of(), MAIN, arguments)) {
      child.awaitEnd(Duration.ofMinutes(2));
      return rates(child.output());
    }
  }

  /** Means of the whole seconds after the warm-up in which there was something to receive. */
  static double[] rates(String output) {
    List<double[]> seconds = new ArrayList<>();
    Matcher lines = LINE.matcher(output);
    boolean ranDry = false;
    while (!ranDry && lines.find()) {
      double received = Double.parseDouble(lines.group(2));
      ranDry = received == 0;
      if (!ranDry) seconds.add(new double[] {Double.parseDouble(lines.group(1)), received});
    }
    int end = ranDry ? seconds.size() - 1 : seconds.size();
    if (end <= WARM_UP_SECONDS) {
      throw new BenchException("PerfTest ran for less than two seconds:\n" + output);
    }
    double confirmed = 0;
    double received = 0;
    for (double[] second : seconds.subList(WARM_UP_SECONDS, end)) {
      confirmed += second[0];
      received += second[1];
    }
    int counted = end - WARM_UP_SECONDS;
    return new double[] {confirmed / counted, received / counted};
  }
}
