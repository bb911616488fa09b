package dev.warren.faults.site;

import dev.warren.protocol.testing.proxy.FaultProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The place of one worker: its own way to the broker, and a supervisor that starts it again when it
 * ends by itself, as Kubernetes would.
 */
public final class Slot {
  /** How one life of its worker ended. */
  public record Exit(int code, boolean byHarness) {}

  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(5);
  private static final long BACKOFF_MILLIS = 200;
  private static final long LONGEST_BACKOFF_MILLIS = 2_000;
  private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final Site site;
  private final List<String> arguments;
  private final FaultProxy proxy;
  private final ScheduledExecutorService timer;
  private final HttpClient http;
  private final List<Exit> exits = new CopyOnWriteArrayList<>();
  private final List<WorkerProcess> lives = new CopyOnWriteArrayList<>();
  private volatile WorkerProcess current;
  private volatile boolean wanted = true;
  private volatile boolean harnessEnds;
  private long backoffMillis = BACKOFF_MILLIS;

  private Slot(
      String name,
      Site site,
      List<String> arguments,
      FaultProxy proxy,
      ScheduledExecutorService timer,
      HttpClient http) {
    this.name = name;
    this.site = site;
    this.arguments = arguments;
    this.proxy = proxy;
    this.timer = timer;
    this.http = http;
  }

  /**
   * @param arguments of the worker, but for the broker's address
   * @param login from the proxy's port to the arguments that say where the broker is and who we are
   */
  static Slot start(
      String name,
      Site site,
      List<String> arguments,
      IntFunction<List<String>> login,
      ScheduledExecutorService timer,
      HttpClient http)
      throws IOException {
    FaultProxy proxy = FaultProxy.start(site.amqp());
    List<String> all = new ArrayList<>(arguments);
    all.addAll(login.apply(proxy.port()));
    Slot slot = new Slot(name, site, all, proxy, timer, http);
    slot.launch();
    return slot;
  }

  private synchronized void launch() {
    if (!wanted) return;
    try {
      Path log = Files.createTempFile(site.folder(), name + "-", ".log");
      WorkerProcess process = WorkerProcess.start(log, site.launch().command(arguments));
      current = process;
      lives.add(process);
      harnessEnds = false;
      process.onExit().thenAccept(code -> ended(process, code));
    } catch (IOException e) {
      throw new HarnessException("no worker", e);
    }
  }

  private synchronized void ended(WorkerProcess process, int code) {
    exits.add(new Exit(code, harnessEnds));
    if (!wanted) return;
    if (process.ageNanos() > STEADY_NANOS || harnessEnds) backoffMillis = BACKOFF_MILLIS;
    timer.schedule(this::launch, backoffMillis, TimeUnit.MILLISECONDS);
    backoffMillis = Math.min(2 * backoffMillis, LONGEST_BACKOFF_MILLIS);
  }

  public String name() {
    return name;
  }

  public FaultProxy proxy() {
    return proxy;
  }

  public WorkerProcess process() {
    return current;
  }

  /** SIGKILL; the supervisor starts it again. */
  public void kill() {
    harnessEnds = true;
    current.kill();
  }

  /**
   * SIGTERM; the supervisor starts it again.
   *
   * @return its exit code; empty if it still ran after that, and was killed
   */
  public OptionalLong terminate(long seconds) throws InterruptedException {
    WorkerProcess process = current;
    harnessEnds = true;
    process.terminate();
    OptionalLong code = process.awaitExit(seconds);
    if (code.isEmpty()) process.kill();
    return code;
  }

  /** Exits so far. */
  public List<Exit> exits() {
    return List.copyOf(exits);
  }

  /** What all its lives have written. */
  public String logs() {
    StringBuilder text = new StringBuilder();
    for (WorkerProcess life : lives) text.append(life.log());
    return text.toString();
  }

  /** Lives so far. */
  public int lives() {
    return lives.size();
  }

  /** Whether it says that it takes frames. */
  public boolean isReady() {
    return get("/health/ready").map(response -> response.statusCode() == 200).orElse(false);
  }

  /** What it says of its readiness; "" while it says nothing. */
  public String readiness() {
    return get("/health/ready").map(HttpResponse::body).orElse("").strip();
  }

  /** Its metrics; empty while nobody answers. */
  public Optional<Scrape> scrape() {
    return get("/metrics").map(response -> new Scrape(response.body()));
  }

  private Optional<HttpResponse<String>> get(String path) {
    WorkerProcess process = current;
    String address = process == null || !process.isAlive() ? null : process.address();
    if (address == null) return Optional.empty();
    return Http.get(http, URI.create("http://" + address + path), HTTP_TIMEOUT);
  }

  /** No restart from now on; SIGTERM. */
  public synchronized void dismiss() {
    wanted = false;
    if (current == null || !current.isAlive()) return;
    harnessEnds = true;
    current.terminate();
  }

  /** After {@link #dismiss}: its exit code; empty if it had to be killed. */
  public OptionalLong awaitDismissed(long seconds) throws InterruptedException {
    OptionalLong code = current.awaitExit(seconds);
    if (code.isEmpty()) current.kill();
    return code;
  }

  /** Whatever it does. */
  void destroy() throws IOException {
    synchronized (this) {
      wanted = false;
    }
    if (current != null && current.isAlive()) current.kill();
    proxy.close();
  }
}
