package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.publish.PublishConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker outlives whatever ends its session with a real broker, and no frame is lost. */
class SessionIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int FRAMES = 300;
  @AutoClose private static RabbitMq rabbit;

  @AutoClose private SessionSite site;

  @BeforeAll
  static void startBroker() {
    rabbit = RabbitMq.start();
  }

  @BeforeEach
  void open() throws Exception {
    site = new SessionSite(rabbit);
    site.declare();
  }

  /** Until this alone is in the way. */
  private void awaitReason(String part) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(site.readiness.reasons()).singleElement().asString().contains(part));
  }

  private void awaitValue(String metric, double value) {
    await().atMost(LONG).until(() -> site.scrape().value(metric) == value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersEveryFrameAlthoughTheBrokerIsRestartedInMidLoad(boolean inOrder) throws Exception {
    site.publish(FRAMES);
    try (Worker worker = site.start()) {
      site.run();
      site.awaitConfirmed(60);
      if (inOrder) rabbit.stop();
      else rabbit.kill();
      await().atMost(LONG).until(() -> !site.readiness.isReady());
      assertThat(site.readiness.reasons()).singleElement().asString().startsWith("broker: ");
      assertThat(site.scrape().value("warren_broker_connected")).isZero();
      assertThat(site.scrape().value("warren_inflight_frames")).isZero();
      assertThat(site.scrape().value("warren_consumer_active")).isZero();
      rabbit.restart();
      int extra = site.account();
      assertThat(extra).isLessThanOrEqualTo(SessionSite.PREFETCH);
      site.awaitReady();
      assertThat(site.scrape().value("warren_broker_connected")).isEqualTo(1);
      assertThat(site.scrape().value("warren_broker_reconnects_total")).isEqualTo(1);
      await().until(() -> site.counters.totals().held() == 0);
      assertThat(site.scrape().value("warren_consumer_active")).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
      site.report("broker " + (inOrder ? "stopped" : "killed") + " in mid-load", extra);
    }
    assertThat(site.scrape().value("warren_broker_connected")).isZero();
  }

  @Test
  void answersEveryFrameAlthoughItsConnectionsAreClosedAgainAndAgain() throws Exception {
    site.publish(FRAMES);
    int cuts = 4;
    try (Worker worker = site.start()) {
      for (int cut = 1; cut <= cuts; cut++) {
        long before = site.counters.totals().confirmed();
        site.permits.release(10);
        site.awaitConfirmed(before + 10);
        rabbit.closeConnections();
        int cutsSoFar = cut;
        await()
            .atMost(LONG)
            .until(() -> site.scrape().value("warren_broker_reconnects_total") >= cutsSoFar);
      }
      site.run();
      int extra = site.account();
      assertThat(extra).isLessThanOrEqualTo(cuts * SessionSite.PREFETCH);
      assertThat(site.scrape().value("warren_deliveries_total", "redelivered", "true"))
          .as("what was held comes again, and says so")
          .isPositive();
      assertThat(site.counters.totals().lost()).isPositive();
      assertThat(worker.failure()).isNotDone();
      site.report("connections closed by force " + cuts + " times in mid-load", extra);
    }
  }

  @Test
  void consumesAgainOnceItsQueueIsThereAgain() throws Exception {
    try (Worker worker = site.start()) {
      site.run();
      site.publish(20);
      site.account();
      deleteQueue();
      awaitReason("queue " + queue() + " is missing on the broker");
      site.declare();
      site.awaitReady();
      site.publish(20);
      int extra = site.account();
      assertThat(worker.failure()).isNotDone();
      assertThat(site.scrape().value("warren_consumer_cancels_total")).isEqualTo(1);
      site.report("queue deleted and created again", extra);
    }
  }

  /** As one does that has lost the majority of its nodes, while the node itself answers. */
  @Test
  void noticesAQueueThatAnswersNobody() throws Exception {
    try (Worker worker = site.start()) {
      site.run();
      site.publish(20);
      site.account();
      rabbit.eval("sys:suspend('%%2F_%s').".formatted(queue()));
      try {
        awaitReason("was not answered: a queue that lacks the majority");
      } finally {
        rabbit.eval("sys:resume('%%2F_%s').".formatted(queue()));
      }
      site.awaitReady();
      site.publish(20);
      site.account();
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** The same of the queue of results, while frames still come. */
  @Test
  void goesToAnotherNodeWhereNoResultIsConfirmed() throws Exception {
    FaultProxy proxy = FaultProxy.start(rabbit.amqp());
    AmqpConfig twice =
        AmqpConfig.parse("amqp://%s,127.0.0.1:%d".formatted(rabbit.amqp().address(), proxy.port()))
            .withCredentials(rabbit.amqp().username(), rabbit.amqp().password());
    PublishConfig impatient =
        new PublishConfig(Duration.ofSeconds(1), 100, Duration.ofMillis(100), 0, false);
    WorkerConfig config =
        site.config(twice, false, Duration.ofSeconds(20)).with(c -> c.publish = impatient);
    String results = site.topology.detectionsQueue();
    try (proxy;
        Worker worker = site.start(config)) {
      site.run();
      site.publish(20);
      site.account();
      rabbit.eval("sys:suspend('%%2F_%s').".formatted(results));
      try {
        site.publish(20);
        await()
            .atMost(LONG)
            .until(() -> site.scrape().value("warren_broker_reconnects_total") >= 1);
        // The other one confirms none either, and there the worker stays: it would get nowhere, and
        // frames that come back twice are suspects.
        double before = repeated();
        await().atMost(LONG).until(() -> repeated() >= before + 3 * SessionSite.PREFETCH);
        assertThat(site.scrape().value("warren_broker_reconnects_total")).isEqualTo(1);
      } finally {
        rabbit.eval("sys:resume('%%2F_%s').".formatted(results));
      }
      site.account();
      assertThat(worker.failure()).isNotDone();
    }
  }

  private double repeated() {
    return site.scrape().value("warren_replies_total", "result", "repeated");
  }

  /** As happens after some faults of a cluster: the queue has forgotten who consumes. */
  @Test
  void noticesThatItIsSentNothing() throws Exception {
    try (Worker worker = site.start()) {
      site.run();
      site.publish(20);
      site.account();
      forgetConsumer();
      site.publish(20);
      site.account();
      assertThat(site.scrape().value("warren_broker_reconnects_total")).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** The same, and then the queue has gone: nobody is told of that. */
  @Test
  void noticesThatItsQueueIsGone() throws Exception {
    try (Connection admin = rabbit.connect();
        Worker worker = site.start()) {
      site.run();
      site.publish(20);
      site.account();
      forgetConsumer();
      admin.createChannel().queueDelete(queue());
      awaitReason(queue());
      site.topology.declare(admin.createChannel(), SessionSite.MODEL);
      site.awaitReady();
      site.publish(20);
      site.account();
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** The broker answers no question after a frame there. */
  @Test
  void staysAtAQueueWithASingleActiveConsumer() throws Exception {
    try (Connection admin = rabbit.connect()) {
      Channel channel = admin.createChannel();
      channel.queueDelete(queue());
      channel.queueDeclare(
          queue(),
          true,
          false,
          false,
          Map.of("x-queue-type", "quorum", "x-single-active-consumer", true));
      channel.queueBind(queue(), site.topology.framesExchange(), SessionSite.MODEL + ".#");
    }
    try (Worker worker = site.start()) {
      site.run();
      site.publish(20);
      site.account();
      await()
          .during(Duration.ofSeconds(5)) // longer than it takes to be asked
          .atMost(LONG)
          .until(() -> site.scrape().value("warren_broker_reconnects_total") == 0);
      assertThat(worker.failure()).isNotDone();
    }
  }

  private void forgetConsumer() {
    rabbit.eval(
        """
        {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"%s">>)),
         [{Pid, Tag, _, _, _, _, _, _} | _] = rabbit_amqqueue:consumers(Q),
         {ok, _, _} = ra:process_command({'%%2F_%<s', node()},
           rabbit_fifo:make_checkout({Tag, Pid}, cancel, #{}))."""
            .formatted(queue())
            .replace("\n", ""));
  }

  private String queue() {
    return site.topology.framesQueue(SessionSite.MODEL);
  }

  private void deleteQueue() throws Exception {
    try (Connection connection = rabbit.connect()) {
      connection.createChannel().queueDelete(queue());
    }
  }

  @Test
  void createsItsQueueAgainWhereItMay() throws Exception {
    try (Worker worker = site.start(site.config(rabbit.amqp(), true, Duration.ofSeconds(20)))) {
      site.run();
      deleteQueue();
      awaitValue("warren_broker_reconnects_total", 1);
      site.publish(20);
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void waitsForAReplyExchangeThatIsGoneAndKeepsTheFrame() throws Exception {
    try (Worker worker = site.start()) {
      try (Connection connection = rabbit.connect()) {
        connection.createChannel().exchangeDelete(site.topology.detectionsExchange());
      }
      site.publish(1);
      site.run();
      awaitReason(site.topology.detectionsExchange());
      site.declare();
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void waitsForABrokerThatStartsLater() throws Exception {
    rabbit.kill();
    CompletableFuture<Worker> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return site.start();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(site.readiness.reasons())
                    .anySatisfy(r -> assertThat(r).contains("refused the connection")));
    assertThat(starting).isNotDone();
    rabbit.restart();
    try (Worker worker = starting.join()) {
      site.awaitReady();
      assertThat(site.scrape().value("warren_broker_reconnects_total")).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void holdsWhatItHasWhileTheBrokerHasAnAlarm() throws Exception {
    site.publish(FRAMES);
    try (Worker worker = site.start()) {
      site.permits.release(10);
      site.awaitConfirmed(10);
      rabbit.raiseAlarm();
      try {
        site.run(); // the broker says so only to whoever publishes
        awaitValue("warren_broker_blocked", 1);
        assertThat(site.readiness.reasons())
            .containsExactly("broker: the broker takes no results for now: low on memory");
        // The batches that had begun come to an end, and then none begins, and no frame comes.
        await().atMost(LONG).until(() -> site.permits.availablePermits() > 10);
        int batches = site.engine.batchSizes().size();
        long received = site.counters.totals().received();
        long confirmed = site.counters.totals().confirmed();
        await()
            .during(Duration.ofSeconds(1))
            .until(
                () ->
                    site.engine.batchSizes().size() == batches
                        && site.counters.totals().received() == received);
        assertThat(received - confirmed).isLessThanOrEqualTo(SessionSite.PREFETCH);
        assertThat(site.scrape().value("warren_broker_blocked_seconds_total"))
            .isGreaterThanOrEqualTo(1);
        assertThat(worker.failure()).isNotDone();
      } finally {
        rabbit.endAlarm();
      }
      int extra = site.account();
      assertThat(extra).isZero();
      site.awaitReady();
      assertThat(site.scrape().value("warren_broker_blocked")).isZero();
      assertThat(site.scrape().value("warren_broker_reconnects_total")).isZero();
      assertThat(site.counters.totals().repeated()).isZero();
      site.report("memory alarm in mid-load", extra);
    }
  }

  private void awaitBlocked() {
    await()
        .atMost(LONG)
        .until(
            () -> {
              site.permits.release(); // the broker says so only to whoever publishes
              return site.scrape().value("warren_broker_blocked") == 1;
            });
  }

  /**
   * As one that an autoscaler adds for the backlog that has raised it: no start would mend that.
   */
  @Test
  void hasStartedAlsoWhereAnAlarmKeepsItFromBeingReady() throws Exception {
    site.publish(FRAMES);
    rabbit.raiseAlarm();
    try (Worker worker = site.start()) {
      site.run(); // the broker says so only to whoever publishes
      awaitValue("warren_broker_blocked", 1);
      assertThat(site.readiness.isReady()).isFalse();
      assertThat(site.readiness.isObstructedBy(Readiness.START)).isFalse();
      rabbit.endAlarm();
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    } finally {
      rabbit.endAlarm();
    }
  }

  @Test
  void holdsNoMoreThanItMayHoweverOftenThereIsAnAlarm() throws Exception {
    site.publish(FRAMES);
    try (Worker worker = site.start()) {
      for (int alarm = 0; alarm < 3; alarm++) {
        rabbit.raiseAlarm();
        try {
          awaitBlocked();
        } finally {
          rabbit.endAlarm();
        }
        awaitValue("warren_broker_blocked", 0);
      }
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> site.scrape().value("warren_inflight_frames") <= SessionSite.PREFETCH);
      site.run();
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void keepsASuspectApartThatComesUnderAnAlarm() throws Exception {
    site.publish(1);
    try (Connection lane = rabbit.connect()) {
      lane.createChannel()
          .basicConsume(site.topology.quarantineQueue(SessionSite.MODEL), (t, d) -> {}, t -> {});
      holdFrame().abort();
      Connection holder = holdFrame();
      site.publish(8);
      AmqpConfig impatient = rabbit.amqp().withConnectTimeout(Duration.ofSeconds(1));
      try (Worker worker = site.start(site.config(impatient, false, Duration.ofSeconds(20)))) {
        rabbit.raiseAlarm();
        try {
          awaitBlocked();
          holder.abort();
          await().atMost(LONG).until(() -> site.scrape().sum("warren_deliveries_total") == 9);
          await()
              .during(Duration.ofSeconds(5))
              .atMost(LONG)
              .until(() -> site.scrape().sum("warren_moves_refused_total") == 0);
        } finally {
          rabbit.endAlarm();
        }
        site.run();
        site.account(1);
        assertThat(site.scrape().sum("warren_moves_total")).isEqualTo(1);
        assertThat(worker.failure()).isNotDone();
      }
    }
  }

  /** As a worker that then dies. */
  private Connection holdFrame() throws Exception {
    Connection holder = rabbit.connect();
    Channel channel = holder.createChannel();
    await().atMost(LONG).until(() -> channel.basicGet(queue(), false) != null);
    return holder;
  }

  /** A disk alarm works the same way: what fills it are the frames, and their acks get through. */
  @Test
  void shedsLateFramesUnderAnAlarmIfItMaySoThatTheQueueEmptiesItself() throws Exception {
    WorkerConfig config =
        site.config(rabbit.amqp(), false, Duration.ofSeconds(20))
            .with(c -> c.publish = c.publish.withShedWhenBlocked(true));
    try (Worker worker = site.start(config)) {
      site.publish(FRAMES, frame -> frame.ttlMs(15_000L).capturedAtMs(System.currentTimeMillis()));
      rabbit.raiseAlarm();
      try {
        // No batch begins: every frame becomes late. Those that had begun hold theirs.
        await().atMost(LONG).until(() -> site.ready() == 0);
        site.run();
        awaitValue("warren_inflight_frames", 0);
        assertThat(site.scrape().value("warren_broker_blocked")).isEqualTo(1);
        assertThat(shed()).isPositive();
      } finally {
        rabbit.endAlarm();
      }
      site.awaitReady();
      site.publish(1);
      long shed = shed();
      int extra = site.account(shed);
      assertThat(extra).isZero();
      assertThat(site.scrape().sum("warren_frames_total")).isEqualTo(FRAMES + 1);
      assertThat(worker.failure()).isNotDone();
      site.report("memory alarm with shedding, %d of them shed".formatted(shed), extra);
    }
  }

  private long shed() {
    return (long)
        site.scrape().value("warren_frames_total", "outcome", "skipped", "reason", "shed");
  }

  /** What has no deadline is never late. */
  @Test
  void shedsNothingThatHasNoDeadline() throws Exception {
    WorkerConfig config =
        site.config(rabbit.amqp(), false, Duration.ofSeconds(20))
            .with(c -> c.publish = c.publish.withShedWhenBlocked(true));
    site.publish(FRAMES);
    try (Worker worker = site.start(config)) {
      site.permits.release(10);
      site.awaitConfirmed(10);
      rabbit.raiseAlarm();
      try {
        site.run();
        awaitValue("warren_broker_blocked", 1);
        awaitValue("warren_inflight_frames", 16);
        await()
            .during(Duration.ofSeconds(2))
            .until(
                () -> {
                  WorkerCounters.Totals totals = site.counters.totals();
                  return totals.acked() == totals.confirmed() && site.ready() > 0;
                });
        assertThat(shed()).isZero();
      } finally {
        rabbit.endAlarm();
      }
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void aStopUnderAnAlarmEndsAndNothingIsLost() throws Exception {
    site.publish(FRAMES);
    Worker worker = site.start(site.config(rabbit.amqp(), false, Duration.ofSeconds(2)));
    site.permits.release(10);
    site.awaitConfirmed(10);
    rabbit.raiseAlarm();
    try {
      site.run();
      awaitValue("warren_broker_blocked", 1);
      closeIsBounded(worker, "stop under an alarm");
      assertThat(site.scrape().value("warren_broker_blocked")).isZero();
      assertThat(site.counters.left()).isBetween(1L, (long) SessionSite.PREFETCH);
    } finally {
      rabbit.endAlarm();
    }
    try (Worker next = site.start()) {
      int extra = site.account();
      assertThat(next.failure()).isNotDone();
      assertThat(extra).isLessThanOrEqualTo(SessionSite.PREFETCH);
      site.report("stopped under an alarm", extra);
    }
  }

  @Test
  void noticesANetworkThatSwallowsEverything() throws Exception {
    site.publish(FRAMES);
    try (FaultProxy proxy = FaultProxy.start(rabbit.amqp());
        Worker worker = site.start(site.config(through(proxy), false, Duration.ofSeconds(20)))) {
      site.run();
      site.awaitConfirmed(60);
      proxy.blackHole();
      await().atMost(LONG).until(() -> !site.readiness.isReady());
      proxy.clear();
      int extra = site.account();
      assertThat(extra).isLessThanOrEqualTo(SessionSite.PREFETCH);
      site.awaitReady();
      assertThat(worker.failure()).isNotDone();
      site.report("network that swallows everything", extra);
    }
  }

  private static AmqpConfig through(FaultProxy proxy) {
    return proxy.on(rabbit.amqp()).withHeartbeat(Duration.ofSeconds(1));
  }

  /** The other connection lives on for a moment: an ack by it would be for what nobody has. */
  @Test
  void resultsThatWentDownWithTheirConnectionAreSentAgain() throws Exception {
    site.publish(FRAMES);
    try (FaultProxy proxy = FaultProxy.start(rabbit.amqp());
        Worker worker = site.start(site.config(through(proxy), false, Duration.ofSeconds(20)))) {
      site.permits.release(10);
      site.awaitConfirmed(10);
      proxy.toServer().blackHole(" publish");
      site.permits.release(SessionSite.PREFETCH);
      double sent = 10 + SessionSite.PREFETCH;
      await().atMost(LONG).until(() -> site.scrape().sum("warren_frames_total") >= sent);
      proxy.reset(" publish");
      proxy.clear();
      site.run();
      assertThat(site.account()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void aStopEndsAlthoughTheNetworkSwallowsEverything() throws Exception {
    site.publish(FRAMES);
    try (FaultProxy proxy = FaultProxy.start(rabbit.amqp())) {
      // With this heartbeat the loss is noticed much later than the stop has to end.
      AmqpConfig slow = through(proxy).withHeartbeat(Duration.ofSeconds(60));
      Worker worker = site.start(site.config(slow, false, Duration.ofSeconds(2)));
      site.permits.release(60);
      site.awaitConfirmed(60);
      await().atMost(LONG).until(() -> site.scrape().value("warren_inflight_frames") > 0);
      proxy.blackHole();
      site.run(); // not before: the frames could all be done by then
      closeIsBounded(worker, "stop of a session that the network swallows");
      assertThat(site.counters.left()).isBetween(1L, (long) SessionSite.PREFETCH);
    }
    // The proxy's end has told the broker: the frames are there again.
    try (Worker next = site.start()) {
      int extra = site.account();
      assertThat(extra).isLessThanOrEqualTo(SessionSite.PREFETCH);
      assertThat(next.failure()).isNotDone();
    }
  }

  /** The limit is that of a machine with a lot else to do; the figure is printed. */
  private static void closeIsBounded(Worker worker, String what) {
    long start = System.nanoTime();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(worker::close);
    await().atMost(Duration.ofSeconds(30)).until(stop::isDone);
    System.out.printf("%s, drain timeout 2 s: %.1f s%n", what, (System.nanoTime() - start) / 1e9);
  }
}
