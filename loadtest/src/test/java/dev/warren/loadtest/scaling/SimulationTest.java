package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.ExitCode;
import dev.warren.cli.Warren;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class SimulationTest {
  private static final Pace UP = new Pace(0, List.of(Pace.Limit.pods(100, 15)));

  @TempDir Path folder;

  private static int[] each(int frames, int seconds) {
    int[] arrivals = new int[seconds];
    Arrays.fill(arrivals, frames);
    return arrivals;
  }

  private static Policy policy(Supplier<Signal> signal, int min, int max) {
    return new Policy("test", signal, min, max, UP, UP);
  }

  /**
   * 15 frames/s on a worker of 10, and a second one that is ready after 10 s: 50 lie there by then,
   * and are gone after 10 s more. Frame 101 to 105 came in second 6 and go in second 10.
   */
  @Test
  void aWarmUpCostsWhatCanBeWorkedOutByHand() {
    FleetConfig config = new FleetConfig(10, 10, 3, false, 64);
    Outcome o = Simulation.run(each(15, 60), config, policy(() -> Signal.fixed(2), 1, 2), 15);
    assertThat(o.arrived()).isEqualTo(900);
    assertThat(o.late()).isEqualTo(5);
    assertThat(o.inTime()).isEqualTo(895);
    assertThat(o.waiting()).isZero();
    assertThat(o.maxWaitSeconds()).isEqualTo(4);
    assertThat(o.workerHours()).isEqualTo((1 + 59 * 2) / 3600.0);
    assertThat(o.mostWorkers()).isEqualTo(2);
    assertThat(o.reversals()).isZero();
  }

  /** 160 frames/s at 100 a worker: 160 / (0.8 * 100) is 2, and stays there once it is known. */
  @Test
  void theRuleFindsTheNumberAndHoldsIt() {
    FleetConfig config = new FleetConfig(100, 30, 5, true, 64);
    Signal[] used = new Signal[1];
    Policy rule = policy(() -> used[0] = new RuleSignal(Rule.SHIPPED, 100, 15), 1, 8);
    Outcome o = Simulation.run(each(160, 3600), config, rule, 15);
    assertThat(o.reversals()).isLessThanOrEqualTo(1);
    assertThat(used[0].workers(3600, null).orElseThrow()).isBetween(1.99, 2.01);
  }

  /**
   * A jump from 90 to 600 frames/s: what waits and is held is seen half a minute before the rates
   * over two minutes say the same.
   */
  @Test
  void aSecondTriggerByTheBacklogMakesFewerFramesLateAtAJump() {
    FleetConfig config = new FleetConfig(100, 60, 5, true, 64);
    int[] jump = each(600, 1800);
    Arrays.fill(jump, 0, 900, 90);
    Pace slow = new Pace(600, UP.limits());
    Supplier<Signal> rule = () -> new RuleSignal(Rule.SHIPPED, 100, 15);
    Supplier<Signal> larger = () -> new LargerSignal(rule.get(), new BacklogSignal(2, 100, 15));
    Outcome alone = Simulation.run(jump, config, new Policy("a", rule, 2, 8, UP, slow), 15);
    Outcome both = Simulation.run(jump, config, new Policy("b", larger, 2, 8, UP, slow), 15);
    assertThat(both.late()).isLessThan(alone.late() * 9 / 10);
    assertThat(both.reversals()).isEqualTo(alone.reversals());
  }

  /** 400 ready or held on workers of 100 frames/s, and 2 s for each: two workers, once scraped. */
  @Test
  void theBacklogAsksForWorkersByItsSeconds() {
    BacklogSignal backlog = new BacklogSignal(2, 100, 15);
    Fleet fleet = new Fleet(new FleetConfig(100, 60, 60, false, 64), 1);
    assertThat(backlog.workers(0, fleet)).isEmpty();
    fleet.second(0, 500); // of which a second's work is done
    backlog.observe(6, fleet);
    assertThat(backlog.workers(6, fleet)).isEmpty();
    backlog.observe(7, fleet);
    assertThat(backlog.workers(7, fleet)).hasValue(2);
  }

  /** By the queue there are none too many at rest, so the number goes up and down for ever. */
  @Test
  void theQueueAloneFlaps() {
    FleetConfig config = new FleetConfig(100, 30, 5, true, 64);
    Policy queue =
        new Policy("q", () -> Signal.queue(250), 1, 8, Pace.DEFAULT_UP, Pace.DEFAULT_DOWN);
    assertThat(Simulation.run(each(160, 3600), config, queue, 15).reversals()).isGreaterThan(10);
  }

  @Test
  void noFrameIsLostOrMadeUp() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      int[] arrivals = random.ints(1 + random.nextInt(2000), 0, 1 + random.nextInt(500)).toArray();
      double capacity = random.nextDouble(0.1, 200);
      FleetConfig config =
          new FleetConfig(
              capacity,
              random.nextInt(200),
              1 + random.nextInt(20),
              random.nextBoolean(),
              random.nextInt(200));
      Supplier<Signal> signal =
          random.nextBoolean()
              ? () -> new RuleSignal(Rule.SHIPPED, capacity, 15)
              : () -> Signal.queue(capacity);
      Policy policy = policy(signal, 1, 1 + random.nextInt(10));
      Outcome o = Simulation.run(arrivals, config, policy, 1 + random.nextInt(60));
      assertThat(o.inTime() + o.late() + o.waiting()).isEqualTo(o.arrived());
      assertThat(o.arrived()).isEqualTo(Arrays.stream(arrivals).asLongStream().sum());
      assertThat(o.inTime())
          .isLessThanOrEqualTo((long) Math.ceil(capacity * o.workerHours() * 3600));
      assertThat(o.mostWorkers()).isBetween(1, policy.max());
    }
  }

  @Test
  void theCommandGivesTheSameForTheSameSeed() throws Exception {
    JsonNode first = simulate("a.json", "3");
    assertThat(simulate("b.json", "3")).isEqualTo(first);
    assertThat(simulate("c.json", "4")).isNotEqualTo(first);
    for (OptionSpec option :
        new CommandLine(new AutoscaleSimCommand()).getCommandSpec().options()) {
      String name = option.longestName().substring(2);
      boolean isOther = List.of("json", "burst-length", "trace").contains(name); // no such load
      assertThat(isOther || first.at("/settings").has(name)).as(name).isTrue();
    }
    assertThat(first.at("/schema").asText()).isEqualTo("warren.autoscale-sim.v1");
    assertThat(first.at("/policies").findValuesAsText("policy"))
        .containsExactly(
            "desired-workers",
            "rule-and-backlog",
            "queue",
            "queue-slow-down",
            "rule-and-queue",
            "always-max");
    for (JsonNode policy : first.at("/policies")) {
      assertThat(policy.fieldNames())
          .toIterable()
          .containsExactly(
              ("policy arrived in_time late waiting reversals worker_hours most_workers"
                      + " p99_wait_seconds max_wait_seconds")
                  .split(" "));
      long ended = policy.at("/in_time").asLong() + policy.at("/late").asLong();
      assertThat(ended + policy.at("/waiting").asLong()).isEqualTo(policy.at("/arrived").asLong());
    }
    assertThat(first.at("/policies/5/late").asLong()).isZero();
    assertThat(first.at("/policies/5/worker_hours").asDouble()).isEqualTo(8 * 2.0);
  }

  @Test
  void theTableSaysWhatItsColumnsAndPoliciesAre() throws Exception {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (String policy : simulate("a.json", "3").at("/policies").findValuesAsText("policy")) {
      outcomes.put(policy, new Outcome(100, 90, 10, 0, 3, 1.5, 8, 12, 34));
    }
    String table = new SimulationReport(Map.of(), outcomes).table();
    String legend = table.substring(table.indexOf("\n\n"));
    assertThat(legend.lines()).filteredOn(line -> !line.isEmpty()).hasSize(7 + outcomes.size());
    for (String column :
        List.of("late ", "waiting ", "reversals ", "worker-hours ", "at most ", "p99, max wait ")) {
      assertThat(legend).contains("\n" + column);
    }
    for (String policy : outcomes.keySet()) assertThat(legend).contains("\n" + policy + " ");
    assertThat(legend).contains("seconds");
  }

  @Test
  void itSaysWhatItAssumedAndTheLineThatGivesTheSameAgain() throws Exception {
    Path trace = Files.writeString(folder.resolve("load.csv"), "0,50\n300,220.5\n900,0\n");
    for (String load :
        List.of(
            "--shape burst --period 20m --duration 2h --capacity 33.3 --serve-late",
            "--base-rate 5 --duration 2h --up-window 90s --max-workers 3",
            "--trace " + trace)) {
      String first = printed(("loadtest autoscale-sim " + load).split(" "));
      Matcher again = Pattern.compile("(?m)^again +warren (.+)$").matcher(first);
      assertThat(again.find()).as(first).isTrue();
      assertThat(printed(again.group(1).split(" "))).isEqualTo(first);
    }
    assertThat(printed("loadtest", "autoscale-sim", "--duration=2h", "--shape=step"))
        .contains("load              step, from 64 to 640 frames/s every 2h, for 2h; ")
        .contains("workers           1 to 8, each of 100 frames/s, from 1m after")
        .contains("deadline          5s in the queue; late frames are skipped")
        .contains(" --backlog-target 2s --queue-target 250\n");
  }

  private static String printed(String... line) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertThat(Warren.run(line, Map.of())).isEqualTo(ExitCode.OK);
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private JsonNode simulate(String file, String seed) throws Exception {
    Path json = folder.resolve(file);
    String[] line = {
      "loadtest", "autoscale-sim", "--duration=2h", "--seed=" + seed, "--json=" + json
    };
    assertThat(Warren.run(line, Map.of())).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(Files.readAllBytes(json));
  }
}
