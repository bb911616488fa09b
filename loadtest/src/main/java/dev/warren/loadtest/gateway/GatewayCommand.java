package dev.warren.loadtest.gateway;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.cli.StopSignal;
import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.LostConnection;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PublisherConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren gateway}: publishes frames. */
@Command(
    name = "gateway",
    description =
        "Publishes frames from files or simulated cameras; each is confirmed by the broker or counted"
            + " as dropped. What became of them: warren watch.")
public final class GatewayCommand implements WarrenCommand {
  private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);

  /** Longest wait for confirms once we have been told to stop. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  @Mixin private AmqpOptions amqp;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "Which model looks at the frames: first word of the routing key.")
  private String model;

  @Mixin private PictureOptions pictures;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many cameras send; default ${DEFAULT-VALUE}. Each sends all the files.")
  private int cameras;

  @Option(
      names = "--camera",
      paramLabel = "NAME",
      description = {
        "Camera name; with several cameras NAME-1, NAME-2 and so on.",
        "Default 'camera', or the file's name for files from one camera."
      })
  private String camera;

  @Option(
      names = "--loop",
      description = {
        "Start again with the first file after the last.",
        "Without --loop, --count or --duration files are sent once."
      })
  private boolean loop;

  @Option(
      names = "--fps",
      paramLabel = "F",
      defaultValue = "5",
      description =
          "Frames per second of each camera; default ${DEFAULT-VALUE}. 0: as fast as the broker"
              + " confirms.")
  private double fps;

  @Option(names = "--count", paramLabel = "N", description = "Stop after N frames in total.")
  private long count;

  @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time.")
  private Duration duration;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long after its capture a frame is worth an answer; default always.")
  private Duration ttl;

  @Option(
      names = "--freshness",
      paramLabel = "KIND",
      defaultValue = "every",
      description =
          "'every' (default) frame is answered by detections if it can be, or only the 'latest' of"
              + " a camera's waiting frames.")
  private Freshness freshness;

  @Option(
      names = "--max-outstanding",
      paramLabel = "N",
      defaultValue = "256",
      description = "Frames without confirm at most; default ${DEFAULT-VALUE}.")
  private int maxOutstanding;

  @Option(
      names = "--on-full",
      paramLabel = "KIND",
      defaultValue = "wait",
      description =
          "When the broker takes no more: 'wait' (default), or 'drop' the oldest waiting frame.")
  private OnFull onFull;

  @Override
  public Integer call() throws InterruptedException {
    boolean endless = count > 0 || duration != null;
    Consumer<String> notes = line -> System.err.println("warren gateway: " + line);
    if (cameras < 1 || cameras > 10_000) {
      throw usage("--cameras not in 1..10000: " + cameras);
    }
    List<FrameSource> sources = pictures.open(cameras, camera, endless || loop, notes);
    GatewayConfig config =
        new GatewayConfig(
            MessageIds.newRun(),
            model,
            fps,
            count,
            duration,
            ttl,
            freshness,
            onFull,
            Math.max(2, cameras));
    PublisherConfig publishing =
        new PublisherConfig(amqp.topology(), maxOutstanding, CONFIRM_TIMEOUT);
    CompletableFuture<Void> signal = StopSignal.requested();
    Tally tally = new Tally(notes);
    long start = System.nanoTime();
    try (FramePublisher publisher = FramePublisher.open(amqp.config(), publishing)) {
      start = System.nanoTime();
      CompletableFuture<Void> lost = publisher.closed();
      CompletableFuture<?> stop = CompletableFuture.anyOf(signal, lost.handle((v, e) -> v));
      Outlet outlet =
          frame -> {
            Optional<CompletableFuture<Void>> confirm = publisher.tryPublish(frame);
            if (confirm.isEmpty() && publisher.blocked()) tally.blocked();
            return confirm;
          };
      long missed = Gateway.run(config, sources, outlet, tally, stop);
      publisher.flush(stop.isDone() ? STOP_TIMEOUT : CONFIRM_TIMEOUT.plusSeconds(1));
      GatewayReport report = tally.report(missed, System.nanoTime() - start);
      System.out.println(report.line());
      LostConnection.throwIfLost(lost);
      return report.isComplete() ? ExitCode.OK : ExitCode.FAILURE;
    }
  }
}
