package dev.warren.worker.bottleneck;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerGauges;
import dev.warren.worker.testing.FakeGauges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** By hand: half a second passes, then it looks. */
class BottleneckWatchTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(BottleneckWatch.class);

  private final AtomicLong clock = new AtomicLong();
  private final WorkerCounters counters = new WorkerCounters();
  private final Readiness readiness = new Readiness();
  private final BottleneckWatch watch = new BottleneckWatch(counters, readiness, clock::get);
  private final FakeGauges worker = new FakeGauges(this::load);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  /** Of the engine's time up to now, so much that it cannot be idle; else none. */
  private long busyNanos;

  private boolean isBusy;

  private PipelineLoad load() {
    return new PipelineLoad(
        new PipelineLoad.Intake(isBusy ? 8 : 0, 8, new QueueReading(isBusy ? 9 : 0, 0)),
        new PipelineLoad.Decode(1, 0, 0, 0),
        new PipelineLoad.Engine(1, isBusy ? 4 : 0, 1, busyNanos, 50),
        worker.publish());
  }

  @BeforeEach
  void listen() {
    LOG.setLevel(Level.INFO); // the tests' configuration shows warnings alone
    logged.start();
    LOG.addAppender(logged);
  }

  @AfterEach
  void close() {
    LOG.detachAppender(logged);
    LOG.setLevel(null);
    watch.close();
  }

  private void looks(int count) {
    for (int i = 0; i < count; i++) {
      clock.addAndGet(BottleneckWatch.PERIOD.toNanos());
      if (isBusy) busyNanos += BottleneckWatch.PERIOD.toNanos();
      watch.look();
    }
  }

  private Bottleneck found() {
    return watch.finding().verdict().bottleneck();
  }

  private List<String> messages() {
    return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void saysNothingBeforeTheWindowIsFullAndThreeLooksAgree() {
    looks(30);
    assertThat(watch.finding().verdict()).hasToString("inconclusive: not ready: no worker serves");
    watch.workerServes(worker);
    looks(20);
    assertThat(watch.finding().verdict()).hasToString("inconclusive: watched for 10 s of 10");
    assertThat(watch.finding().measurement()).isPresent();
    looks(2);
    assertThat(found()).isEqualTo(Bottleneck.INCONCLUSIVE);
    looks(1);
    assertThat(found()).isEqualTo(Bottleneck.STARVED);
    long since = clock.get();
    assertThat(watch.finding().sinceNanos()).isEqualTo(since);
    looks(10);
    assertThat(watch.finding().sinceNanos()).isEqualTo(since);
  }

  @Test
  void namesAChangeWithinThirtySeconds() {
    watch.workerServes(worker);
    looks(30);
    isBusy = true;
    looks(24);
    assertThat(found()).isEqualTo(Bottleneck.ENGINE);
    isBusy = false;
    looks(24);
    assertThat(found()).isEqualTo(Bottleneck.STARVED);
  }

  @Test
  void logsAChangeAtMostEveryHalfMinute() {
    watch.workerServes(worker);
    looks(30);
    assertThat(messages())
        .singleElement()
        .asString()
        .startsWith("bottleneck: starved: no frame has come for 10 s")
        .contains("; what helps: nothing");
    isBusy = true;
    looks(25);
    assertThat(found()).isEqualTo(Bottleneck.ENGINE);
    assertThat(messages()).hasSize(1);
    looks(30);
    assertThat(messages())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("bottleneck: engine: 1 lane busy");
    looks(200);
    assertThat(messages()).hasSize(2);
  }

  @Test
  void aWorkerThatTakesNoFramesHasNoBottleneck() {
    watch.workerServes(worker);
    looks(30);
    readiness.obstruct("engine", "its circuit is open");
    looks(3);
    assertThat(watch.finding().verdict())
        .hasToString("inconclusive: not ready: engine: its circuit is open");
    assertThat(watch.finding().verdict().advice()).isEqualTo("see why it is not ready");
    readiness.clear("engine");
    looks(20);
    assertThat(found()).as("the window begins again").isEqualTo(Bottleneck.INCONCLUSIVE);
    looks(5);
    assertThat(found()).isEqualTo(Bottleneck.STARVED);
    readiness.obstruct("broker", "connection lost");
    looks(3);
    assertThat(watch.finding().verdict()).hasToString("broker: not ready: broker: connection lost");
    assertThat(watch.finding().verdict().advice())
        .as("nobody can look at the alarms of a broker that is away")
        .startsWith("see whether the broker runs and can be reached")
        .doesNotContain("alarm");
  }

  @Test
  void nobodyIsToldToHurryAQuarantine() {
    watch.engineServes(new EngineInfo("e", "m", "v", "model", EngineInfo.QUARANTINE, 1));
    watch.workerServes(worker);
    looks(30);
    assertThat(found()).isEqualTo(Bottleneck.STARVED);
    assertThat(watch.finding().verdict().advice()).contains("under suspicion");
    isBusy = true;
    looks(30);
    assertThat(found()).isEqualTo(Bottleneck.ENGINE);
    assertThat(watch.finding().verdict().advice())
        .startsWith("nothing: a quarantine takes one frame at a time, on purpose");
    watch.engineServes(new EngineInfo("e", "m", "v", "model", "worker", 1));
    looks(1);
    assertThat(watch.finding().verdict().advice()).isEqualTo(Bottleneck.ENGINE.advice());
  }

  /** As of a broker at the edge of its memory: six looks with an alarm, four without. */
  @Test
  void anAlarmThatComesAndGoesIsOneTrouble() {
    watch.workerServes(worker);
    looks(30);
    List<Bottleneck> named = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      worker.blocked = i % 10 < 6;
      if (worker.blocked) readiness.obstruct("broker", "the broker takes no results for now");
      else readiness.clear("broker");
      looks(1);
      named.add(found());
    }
    assertThat(named.subList(20, 100)).containsOnly(Bottleneck.BROKER);
    assertThat(watch.finding().verdict())
        .hasToString("broker: its alarm kept replies out for 57 % of the time");
  }

  @Test
  void anAlarmHidesNoOtherObstacle() {
    watch.workerServes(worker);
    looks(30);
    worker.blocked = true;
    readiness.obstruct("broker", "the broker takes no results for now");
    readiness.obstruct("engine", "its circuit is open");
    looks(3);
    assertThat(watch.finding().verdict())
        .hasToString("inconclusive: not ready: engine: its circuit is open");
  }

  @Test
  void followsTheWorkerThatCameLast() {
    watch.workerServes(worker);
    looks(30);
    WorkerGauges next = new FakeGauges(worker::load);
    watch.workerServes(next);
    watch.workerEnds(worker);
    looks(3);
    assertThat(watch.finding().verdict().reason()).startsWith("watched for");
    watch.workerEnds(next);
    looks(1);
    assertThat(watch.finding().verdict().reason()).endsWith("no worker serves");
  }
}
