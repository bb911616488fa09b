package dev.warren.faults.scenario;

import dev.warren.faults.site.Scrape;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One random fault after the other, for as long as one likes.
 *
 * @param every between two faults
 */
record Soak(Duration time, Duration every) {
  private static final double RATE = 30;
  private static final double SAMPLE_SECONDS = 1;

  void run(Round round) throws Exception {
    List<Slot> slots = round.workers(3);
    MemoryTrend memory = new MemoryTrend();
    round.source().rate(RATE);
    long start = System.nanoTime();
    long next = start + every.toNanos();
    while (System.nanoTime() - start < time.toNanos()) {
      if (System.nanoTime() - next >= 0) {
        inject(round, slots);
        next += every.toNanos();
        next = Math.max(next, System.nanoTime());
      }
      sample(slots.get(0), memory);
      round.during(SAMPLE_SECONDS);
    }
    round.fleet().awaitReady();
    memory.judge(round.findings());
  }

  /** Of the one worker that no signal ends. */
  private static void sample(Slot slot, MemoryTrend memory) {
    Optional<Scrape> scrape = slot.scrape();
    if (scrape.isEmpty()) return;
    memory.add(
        slot.process().pid(),
        scrape.get().sum("process_resident_memory_bytes"),
        scrape.get().sum("jvm_memory_used_bytes", "area=\"heap\""));
    // At this rate there may be none for minutes, and the heap would only ever seem to grow.
    slot.process().collectGarbage();
  }

  private static void inject(Round round, List<Slot> slots) throws Exception {
    Slot any = slots.get(round.random().nextInt(slots.size()));
    Slot mortal = slots.get(1 + round.random().nextInt(slots.size() - 1));
    switch (round.random().nextInt(9)) {
      case 0 -> kill(round, mortal);
      case 1 -> terminate(round, mortal);
      case 2 -> reset(round, any);
      case 3 -> blackHole(round, any);
      case 4 -> stand(round, any);
      case 5 -> alarm(round);
      case 6 -> slow(round);
      case 7 -> latency(round, any);
      default -> broker(round, slots.size());
    }
  }

  private static void kill(Round round, Slot slot) {
    if (!slot.process().isAlive()) return;
    round.fault("kill -9 worker");
    round.mayRepeat(Round.PREFETCH);
    slot.kill();
  }

  private static void terminate(Round round, Slot slot) throws InterruptedException {
    if (!slot.process().isAlive()) return;
    round.fault("SIGTERM worker");
    slot.terminate(60);
  }

  private static void reset(Round round, Slot slot) {
    round.fault("reset");
    round.mayRepeat(Round.PREFETCH);
    slot.proxy().reset();
  }

  private static void blackHole(Round round, Slot slot) throws InterruptedException {
    round.fault("black hole 3 s");
    slot.proxy().toServer().blackHole();
    slot.proxy().toClient().blackHole();
    round.during(3);
    slot.proxy().clear();
  }

  private static void stand(Round round, Slot slot) throws InterruptedException {
    if (!slot.process().isAlive()) return;
    round.fault("stopped 3 s");
    slot.process().signal("STOP");
    round.during(3);
    slot.process().signal("CONT");
  }

  private static void alarm(Round round) throws InterruptedException {
    round.fault("memory alarm 3 s");
    round.site().broker().raiseAlarm();
    try {
      round.during(3);
    } finally {
      round.site().broker().endAlarm();
    }
  }

  private static void slow(Round round) throws Exception {
    round.fault("slow engine 3 s");
    round.hooks().arm(Hook.SLOW);
    round.during(3);
    round.hooks().disarm(Hook.SLOW);
  }

  private static void latency(Round round, Slot slot) throws InterruptedException {
    round.fault("latency 3 s");
    slot.proxy().toServer().latency(100);
    slot.proxy().toClient().latency(100);
    round.during(3);
    slot.proxy().clear();
  }

  private static void broker(Round round, int workers) {
    round.fault("kill -9 broker");
    round.mayRepeat(workers * Round.PREFETCH);
    round.site().killBroker();
  }
}
