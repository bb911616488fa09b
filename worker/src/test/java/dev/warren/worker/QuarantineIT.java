package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Topology;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frame that ends every process that runs it, among frames that harm nobody. */
class QuarantineIT {
  private static final int INNOCENTS = 200;

  @TempDir Path folder;
  @AutoClose private final FakeSite site = new FakeSite();
  private final Topology topology = site.broker.topology();

  /** A worker that is started again whenever it ends, as a supervisor would. */
  private final class Service implements AutoCloseable {
    private final String role;
    private WarrenProcess process;
    private int deaths;

    Service(String role) throws Exception {
      this.role = role;
      process = start();
    }

    private WarrenProcess start() throws Exception {
      return site.process(folder, "--halts", "--role", role);
    }

    void supervise() throws Exception {
      if (process.isAlive()) return;
      process.close();
      deaths++;
      process = start();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private long deadLetters() throws Exception {
    return site.broker.channel().messageCount(topology.deadLetterQueue());
  }

  @Test
  void endsAloneAmongTheDeadLettersAndEveryOtherIsAnswered() throws Exception {
    site.publish(INNOCENTS / 2);
    byte[] killer = Pictures.grey(FakeSite.SIDE, FakeEngine.KILLER & 0xFF);
    site.broker
        .publisher()
        .publish(FrameRequest.builder("killer", FakeSite.MODEL, "gate", killer).build());
    site.publish(INNOCENTS / 2);
    try (Service lane = new Service("quarantine");
        Service workers = new Service("frames")) {
      await()
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                workers.supervise();
                lane.supervise();
                return deadLetters() >= 1 && site.broker.results().size() >= INNOCENTS;
              });
      System.out.printf(
          "killer frame: %d workers and %d of the lane ended; published %d, answered %d,"
              + " duplicated %d, lost 0, innocents dead-lettered %d%n",
          workers.deaths,
          lane.deaths,
          INNOCENTS + 1,
          site.broker.results().size(),
          site.broker.answered() - site.broker.results().size(),
          deadLetters() - 1);
      assertThat(workers.deaths).isLessThanOrEqualTo(3);
      assertThat(lane.deaths).isLessThanOrEqualTo(3);
    }
    assertThat(site.broker.results()).hasSize(INNOCENTS).doesNotContainKey("killer");
    site.broker
        .results()
        .values()
        .forEach(
            answers ->
                assertThat(answers)
                    .allSatisfy(
                        r -> assertThat(r.result()).isInstanceOf(FrameResult.Detected.class)));
    assertThat(deadLetters()).isEqualTo(1);
    GetResponse letter = site.broker.channel().basicGet(topology.deadLetterQueue(), true);
    assertThat(letter.getProps().getMessageId()).isEqualTo("killer");
    assertThat(letter.getBody()).isEqualTo(killer);
    Map<String, String> headers =
        letter.getProps().getHeaders().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> String.valueOf(e.getValue())));
    assertThat(headers)
        .containsEntry("reason", "crash_suspect")
        .containsEntry("stage", "intake")
        .containsEntry("x-first-death-reason", "delivery_limit")
        .containsEntry("x-first-death-queue", topology.quarantineQueue(FakeSite.MODEL));
    assertThat(site.broker.ready()).isZero();
  }
}
