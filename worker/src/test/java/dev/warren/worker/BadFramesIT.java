package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.TestData;
import dev.warren.worker.testing.TestTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hostile and odd files as frames: each gets the outcome that it should, and is settled. */
class BadFramesIT {
  @Test
  void everyBadFileGetsItsOutcomeAndIsSettled() throws Exception {
    Map<String, String> verdicts = new LinkedHashMap<>();
    Path bad = TestData.folder().resolve("bad");
    for (String line : Files.readAllLines(bad.resolve("expected.csv"))) {
      String[] cells = line.split(",");
      if (!cells[0].equals("file")) verdicts.put(cells[0], cells[2]);
    }
    WorkerCounters counters = new WorkerCounters();
    try (TestTopology broker = new TestTopology(DemoModel.NAME)) {
      WorkerConfig config =
          WorkerConfig.of("w1", broker.amqp(), broker.topology(), DemoModel.torchScript());
      try (Worker worker = Worker.start(config, counters)) {
        for (String file : verdicts.keySet()) {
          broker.publishRaw(
              new AMQP.BasicProperties.Builder().messageId(file).build(),
              Files.readAllBytes(bad.resolve(file)));
        }
        await().until(() -> broker.results().size() == verdicts.size());
        await().until(() -> counters.totals().confirmed() == verdicts.size());
        assertThat(worker.failure()).isNotDone();
      }
      assertThat(broker.ready()).isZero();
      verdicts.forEach(
          (file, verdict) -> {
            FrameResult result = broker.results().get(file).get(0).result();
            String said = describe(result);
            System.out.printf("%-26s %-7s %s%n", file, verdict, said);
            if (verdict.equals("accept")) {
              assertThat(result).as(file).isInstanceOf(FrameResult.Detected.class);
            } else if (verdict.equals("reject")) {
              assertThat(result).as(file).isInstanceOf(FrameResult.Failed.class);
            }
          });
    }
  }

  private static String describe(FrameResult result) {
    if (result instanceof FrameResult.Failed failed) {
      assertThat(failed.detail()).isNotBlank();
      assertThat(failed.retryable()).isFalse();
      return "failed " + failed.reason() + " at " + failed.stage() + ": " + failed.detail();
    }
    return result.status();
  }
}
