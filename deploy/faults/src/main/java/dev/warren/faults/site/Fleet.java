package dev.warren.faults.site;

import dev.warren.common.Daemons;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntFunction;

/** All workers of a round, each in its place. */
public final class Fleet implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(300);
  private static final long POLL_MILLIS = 150;

  private final Site site;
  private final Path hooks;
  private final List<Slot> slots = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("supervisor"));

  public Fleet(Site site, Path hooks) {
    this.site = site;
    this.hooks = hooks;
  }

  /**
   * One more worker; returns before it serves.
   *
   * @param login from the port of its way to the broker to the arguments that log in there
   */
  public Slot add(String name, List<String> more, IntFunction<List<String>> login)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--model", Site.MODEL, "--hooks", hooks.toString(), "--http", "127.0.0.1:0"));
    arguments.addAll(List.of("--progress-every", "0s"));
    // An engine that a scenario holds, for as long as a broker takes to start, does not hang.
    arguments.addAll(List.of("--run-timeout", "0s"));
    arguments.addAll(more);
    Slot slot = Slot.start(name, site, arguments, login, timer, http);
    slots.add(slot);
    return slot;
  }

  /** The broker's own user; to a cluster directly, for then the nodes are what breaks. */
  public Slot add(String name, List<String> more) throws IOException {
    return add(name, more, port -> List.of("--amqp", uri(port)));
  }

  private String uri(int port) {
    if (site.isCluster()) return site.broker().uri();
    return "amqp://%s:%s@127.0.0.1:%d"
        .formatted(site.amqp().username(), site.amqp().password(), port);
  }

  public List<Slot> slots() {
    return List.copyOf(slots);
  }

  public Slot slot(int index) {
    return slots.get(index);
  }

  /** Waits until all of them take frames. */
  public void awaitReady() throws InterruptedException {
    for (Slot slot : slots) awaitReady(slot);
  }

  public void awaitReady(Slot slot) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    while (!slot.isReady()) {
      if (System.nanoTime() - end > 0) {
        throw new HarnessException(
            "worker %s is not ready after %d s: %s\n%s"
                .formatted(slot.name(), START.toSeconds(), slot.readiness(), tail(slot.logs())));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static String tail(String log) {
    List<String> lines = log.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** Ends those that are left, whatever they do. */
  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    for (Slot slot : slots) slot.destroy();
  }
}
