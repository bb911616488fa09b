package dev.warren.loadtest.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Processor time that processes take between {@link #start} and {@link #stop}, as cores: 1.5 is one
 * and a half of them all the time. Only the processes themselves, not their children.
 */
public final class CpuMeter {
  private final Map<String, Supplier<Duration>> processes;
  private final LongSupplier nanoClock;
  private final Map<String, Duration> before = new LinkedHashMap<>();
  private final Map<String, Double> cores = new LinkedHashMap<>();
  private long startNanos;
  private boolean isRunning;

  /**
   * @param processes their total processor time by name; null for one that is gone
   */
  CpuMeter(Map<String, Supplier<Duration>> processes, LongSupplier nanoClock) {
    this.processes = new LinkedHashMap<>(processes);
    this.nanoClock = nanoClock;
  }

  /**
   * This process as {@code loadtest}, and others.
   *
   * @param pids process ids by name
   * @throws IllegalArgumentException beginning with "watchPid" for one that is not there
   */
  public static CpuMeter of(Map<String, Long> pids) {
    Map<String, Supplier<Duration>> processes = new LinkedHashMap<>();
    processes.put("loadtest", time(ProcessHandle.current()));
    pids.forEach(
        (name, pid) -> {
          ProcessHandle process =
              ProcessHandle.of(pid)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "watchPid is no process: " + name + "=" + pid));
          if (processes.put(name, time(process)) != null) {
            throw new IllegalArgumentException(
                "watchPid has a name that is taken: " + name + "=" + pid);
          }
        });
    return new CpuMeter(processes, System::nanoTime);
  }

  void start() {
    startNanos = nanoClock.getAsLong();
    before.clear();
    cores.clear();
    processes.forEach((name, time) -> before.put(name, time.get()));
    isRunning = true;
  }

  /** Does nothing where it was not started. */
  void stop() {
    if (!isRunning) return;
    isRunning = false;
    double nanos = Math.max(1, nanoClock.getAsLong() - startNanos);
    processes.forEach(
        (name, time) -> {
          Duration first = before.get(name);
          Duration last = time.get();
          if (first != null && last != null) {
            cores.put(name, last.minus(first).toNanos() / nanos);
          }
        });
  }

  boolean isRunning() {
    return isRunning;
  }

  /** By name; without those that ended meanwhile. */
  Map<String, Double> cores() {
    return cores;
  }

  private static Supplier<Duration> time(ProcessHandle process) {
    return () -> process.isAlive() ? process.info().totalCpuDuration().orElse(null) : null;
  }
}
