package dev.warren.loadtest.watch;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import dev.warren.cli.StopSignal;
import dev.warren.cli.UntilStopped;
import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.Reconnecting;
import dev.warren.loadtest.StartupOptions;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.SubscriberConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren watch}: shows results. */
@Command(name = "watch", description = "Shows results: as a table, JSON lines, or drawn pictures.")
public final class WatchCommand implements WarrenCommand {
  private static final Logger log = LoggerFactory.getLogger(WatchCommand.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int PREFETCH = 64;

  enum Format {
    TABLE,
    JSONL
  }

  @Mixin private AmqpOptions amqp;
  @Mixin private StartupOptions startup;

  @Option(
      names = "--format",
      paramLabel = "KIND",
      defaultValue = "table",
      description = "'table' (default) or 'jsonl': one JSON object per line.")
  private Format format;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write JSON lines to FILE: each result once, whatever is repeated.")
  private Path json;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description = "Also write each detected frame with its boxes to DIR.")
  private Path draw;

  @Option(
      names = "--pattern",
      paramLabel = "KEY",
      defaultValue = "#",
      description = "Results from now on with this routing key, such as 'yolo11n.*'; default all.")
  private String pattern;

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description =
          "Take results off this durable queue, such as warren.detections, instead of getting a"
              + " copy.")
  private String queue;

  @Option(names = "--count", paramLabel = "N", description = "Stop after N results.")
  private long count;

  @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time.")
  private Duration duration;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Stop when nothing has come for so long. Fails if --count is not reached.")
  private Duration timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 0) {
      throw usage("--count < 0: " + count);
    }
    List<ResultView> views = new ArrayList<>();
    DrawView drawing = openViews(views);
    try {
      return watch(new Watcher(views, count, System::currentTimeMillis), drawing);
    } finally {
      views.forEach(ResultView::close);
      if (drawing != null) {
        System.err.println(drawing.summary());
      }
    }
  }

  private int watch(Watcher watcher, DrawView drawing) throws InterruptedException {
    SubscriberConfig config = new SubscriberConfig(amqp.topology(), queue, pattern, PREFETCH);
    CompletableFuture<Void> signal = StopSignal.requested();
    AmqpConfig broker = amqp.config();
    Duration startupTimeout = startup.timeout();
    Supplier<WatchSession> opening = () -> WatchSession.open(broker, config, watcher, drawing);
    LongAdder malformed = new LongAdder();
    try (Reconnecting<WatchSession> feed =
        new UntilStopped(signal)
            .get(
                () ->
                    Reconnecting.open(
                        opening,
                        startupTimeout,
                        log::warn,
                        meantime(),
                        lost -> malformed.add(lost.malformed())),
                Reconnecting::close)) {
      CompletableFuture<?> end =
          CompletableFuture.anyOf(signal, feed.ended(), watcher.enough().handle((v, e) -> v));
      log.info(expected());
      boolean gaveUp = !await(end, watcher);
      PrintStream out = format == Format.TABLE ? System.out : System.err;
      feed.now().ifPresent(last -> malformed.add(last.malformed()));
      out.println(watcher.summary(malformed.sum()));
      throwIfUnshown(watcher.enough());
      if (count > 0 && watcher.results() >= count) return ExitCode.OK;
      feed.requireOpen();
      return gaveUp && count > 0 ? ExitCode.FAILURE : ExitCode.OK;
    } catch (UntilStopped.StoppedException e) {
      log.info("{}", e.getMessage());
      return ExitCode.OK;
    } finally {
      watcher.release();
    }
  }

  private String meantime() {
    return queue == null
        ? "results that came in between are not shown"
        : "results have waited in the queue";
  }

  /** For whoever looks at an empty screen. */
  private String expected() {
    String what =
        queue == null
            ? "waiting for results with routing key " + pattern
            : "taking the results off queue " + queue;
    return what + " at " + amqp.config().address() + "; Ctrl-C ends";
  }

  private void throwIfUnshown(CompletableFuture<Void> enough) {
    if (!enough.isCompletedExceptionally()) return;
    try {
      enough.join();
    } catch (CompletionException e) {
      String where = json == null ? "" : " here or to --json " + json;
      String message = "results cannot be written" + where + ": " + e.getCause().getMessage();
      throw new CommandException(ExitCode.FAILURE, message, e);
    }
  }

  /** Whether something has ended the watch before its time was up. */
  private boolean await(CompletableFuture<?> end, Watcher watcher) throws InterruptedException {
    Patience patience = new Patience(duration, timeout, System.nanoTime());
    while (true) {
      long left = patience.left(watcher.arrivals(), System.nanoTime());
      if (left <= 0) {
        return false;
      }
      try {
        end.get(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException e) {
        // Look again whether something has come.
      } catch (ExecutionException e) {
        throw new IllegalStateException("none of these futures fails", e.getCause());
      }
    }
  }

  private DrawView openViews(List<ResultView> views) {
    views.add(
        format == Format.TABLE
            ? new TableView(System.out, ZoneId.systemDefault())
            : new JsonLinesView(StandardOutput.writer(System.out)));
    try {
      if (json != null) views.add(new JsonLinesView(Files.newBufferedWriter(json)));
    } catch (IOException e) {
      throw FileFailure.usage("--json " + json, "written", e);
    }
    if (draw == null) return null;
    try {
      DrawView drawing = new DrawView(Files.createDirectories(draw));
      views.add(drawing);
      return drawing;
    } catch (IOException e) {
      throw FileFailure.usage("--draw " + draw, "created", e);
    }
  }
}
