package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The counters agree with one another and with the messages, whatever becomes of frames: on a real
 * broker, with frames of each kind in a random order, and one engine that follows another.
 */
class MixedAccountIT {
  private static final int ROUNDS = 300;
  private static final int BATCH_MS = 10;

  private final PrometheusMetrics metrics = new PrometheusMetrics("test", "unknown");
  private final Semaphore permits = new Semaphore(0);
  private final FakeEngine former = engine();
  private final FakeEngine next = engine();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final FakeSite site = new FakeSite();
  private int published;

  private FakeEngine engine() {
    return new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 1, permits);
  }

  @BeforeEach
  void connect() throws Exception {
    pace.scheduleAtFixedRate(permits::release, BATCH_MS, BATCH_MS, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void disconnect() throws Exception {
    pace.shutdownNow();
    metrics.close();
    site.close();
  }

  private Worker start(Engine engine) throws IOException {
    return site.start(site.config(FakeSite.PREFETCH), engine, metrics.listener());
  }

  private class Next implements Successor {
    @Override
    public Engine build() {
      return next;
    }

    @Override
    public Worker start(Engine engine) throws IOException {
      return MixedAccountIT.this.start(engine);
    }
  }

  /** One frame or some, all with this id or with one that begins so. */
  private void publishSomeKind(Random random, String id) throws Exception {
    long now = System.currentTimeMillis();
    FrameRequest.Builder plain = frame(id, 7).capturedAtMs(now);
    switch (random.nextInt(10)) {
      case 0 -> publish(frame(id, FakeEngine.POISON & 0xff));
      case 1 -> publish(plain.deadlineMs(now - 1));
      case 2 -> publish(plain.deadlineMs(now + 60));
      case 3 -> {
        for (int i = 0; i < 3; i++) publish(frame(id + "/" + i, 7).freshness(Freshness.LATEST));
      }
      case 4 -> {
        publish(plain);
        publish(plain); // a copy
      }
      case 5 -> {
        publish(plain);
        publish(frame(id, 8)); // another picture under the same id
      }
      case 6 -> publish(plain.replyTo("no-such-queue"));
      case 7 -> publishRaw(id, "no image".getBytes(StandardCharsets.UTF_8), Map.of());
      case 8 -> publishRaw(id, Pictures.grey(FakeSite.SIDE, 9), Map.of("seq", "no number"));
      default -> publish(plain);
    }
  }

  private static FrameRequest.Builder frame(String id, int level) {
    return FrameRequest.builder(id, FakeSite.MODEL, "gate", Pictures.grey(FakeSite.SIDE, level));
  }

  private void publish(FrameRequest.Builder frame) throws Exception {
    site.broker.publisher().publish(frame.build());
    published++;
  }

  private void publishRaw(String id, byte[] body, Map<String, Object> headers) throws IOException {
    site.broker.publishRaw(
        new AMQP.BasicProperties.Builder().messageId(id).headers(headers).build(), body);
    published++;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void countersAgreeWithOneAnotherAndWithTheMessages(long seed) throws Exception {
    Random random = new Random(seed);
    former.garbles(2); // fail for no fault of the frames, which are tried again
    try (Succession service = Succession.of(start(former), new Readiness())) {
      service.onDeviceLost(new Next());
      for (int i = 0; i < ROUNDS; i++) {
        publishSomeKind(random, "f" + i);
        if (i == ROUNDS / 2) former.loseDevice();
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                Exposition scrape = scrape();
                assertThat(scrape.sum("warren_frames_total")).isEqualTo(published);
                assertThat(scrape.value("warren_inflight_frames")).isZero();
                assertThat(answers("vision")).isEqualTo(replies(scrape, "confirmed"));
              });
    }
    assertAgree(scrape());
  }

  private void assertAgree(Exposition scrape) {
    double retried = scrape.sum("warren_moves_total");
    double acked = scrape.value("warren_settlements_total", "kind", "ack");
    assertThat(scrape.sum("warren_settlements_total"))
        .isEqualTo(scrape.sum("warren_deliveries_total"))
        .isEqualTo(scrape.value("warren_frame_bytes_count"));
    assertThat(acked)
        .isEqualTo(published + retried)
        .isEqualTo(scrape.value("warren_turnaround_seconds_count"));
    assertThat(replies(scrape, "confirmed") + replies(scrape, "returned")).isEqualTo(published);
    double failed = scrape.sum("warren_frames_total{outcome=\"failed\"");
    assertThat(answers("vision.failed")).isEqualTo(failed);
    double skipped = scrape.sum("warren_frames_total{outcome=\"skipped\"");
    assertThat(scrape.sum("warren_failures_total") - failed - retried)
        .as("failed, and would be late by their next try")
        .isBetween(0.0, skipped);
    assertThat(answers("vision.skipped") + answers("vision.detected"))
        .isEqualTo(published - failed - replies(scrape, "returned"));
    assertThat(answers("vision.skipped")).as("all but what nobody reads").isEqualTo(skipped);
    for (String what : new String[] {"replayed", "returned"}) {
      assertThat(replies(scrape, what)).as(what).isPositive();
    }
    assertThat(scrape.value("warren_reused_ids_total")).isPositive();
    assertThat(scrape.sum("warren_inflight")).isZero();
    assertThat(scrape.value("warren_broker_connected")).isZero();
    assertThat(scrape.value("warren_consumer_active")).isZero();
  }

  private static double replies(Exposition scrape, String result) {
    return scrape.value("warren_replies_total", "result", result);
  }

  /** Results whose type begins so. */
  private double answers(String type) {
    return site.broker.results().values().stream()
        .flatMap(all -> all.stream())
        .filter(answer -> ("vision." + answer.result().status()).startsWith(type))
        .count();
  }

  private Exposition scrape() {
    return Exposition.parse(metrics.scrape(null).body());
  }
}
