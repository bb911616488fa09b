package dev.warren.loadtest.gateway;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.ExitCode;
import dev.warren.cli.StopSignal;
import dev.warren.cli.UntilStopped;
import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.ModelOption;
import dev.warren.loadtest.StartupOptions;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PublisherConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren gateway}: publishes frames. */
@Command(
    name = "gateway",
    description = {
      "Publishes frames from cameras, videos, pictures or simulated cameras; each is confirmed by the"
          + " broker or counted as dropped. What became of them: warren watch.",
      "A SOURCE may also be [NAME=]ADDRESS of a live camera, as rtsp://host/path, http://... or"
          + " /dev/video0, or [NAME=]FILE of a video; each is a camera of its own. Addresses may stand"
          + " in one SOURCE, with commas between them; a comma in an address is %%2C."
    })
public final class GatewayCommand implements WarrenCommand {
  private static final Logger log = LoggerFactory.getLogger(GatewayCommand.class);
  private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(30);

  /** Longest wait for confirms once we have been told to stop. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

  @Mixin private AmqpOptions amqp;
  @Mixin private StartupOptions startup;

  @Mixin private ModelOption model;

  @Mixin private PictureOptions pictures;

  @Option(
      names = "--ffmpeg",
      paramLabel = "FILE",
      defaultValue = "ffmpeg",
      description =
          "The program that reads videos and live cameras: FFmpeg 5.1 or newer; default"
              + " '${DEFAULT-VALUE}' in PATH.")
  private String ffmpeg;

  @Option(
      names = "--camera-timeout",
      paramLabel = "TIME",
      defaultValue = "15s",
      description =
          "How long a video or live camera may send nothing; default ${DEFAULT-VALUE}. A live camera"
              + " is then opened again.")
  private Duration cameraTimeout;

  @Option(
      names = "--camera-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates of the authorities that may have signed those of https cameras; default:"
              + " those of this machine. 'none': certificates are not checked; needed for rtsps and for"
              + " HLS by https, of which FFmpeg checks none.")
  private String cameraCa;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many cameras send; default ${DEFAULT-VALUE}. Each sends all the files."
              + " Live cameras are counted by their addresses.")
  private int cameras;

  @Option(
      names = "--camera",
      paramLabel = "NAME",
      description = {
        "Camera name; with several cameras NAME-1, NAME-2 and so on.",
        "Default 'camera', or the file's name for videos and for files from one camera."
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
          "Frames per second of each camera, at most; default ${DEFAULT-VALUE}. 0: as fast as the"
              + " broker confirms, and all that a video or live camera has.")
  private double fps;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Stop after N frames in total; 0, the default: no limit.")
  private long count;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "Take no more pictures after this time; the last frames may need 31 s more to be confirmed.")
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
          "When the broker takes no more, or refuses a frame because its queue is full: 'wait'"
              + " (default), or 'drop' the oldest waiting or refused frame.")
  private OnFull onFull;

  @Option(
      names = "--progress-every",
      paramLabel = "TIME",
      defaultValue = "1m",
      description =
          "How often the log says what was published; default ${DEFAULT-VALUE}; 0s never.")
  private Duration progressEvery;

  @Override
  public Integer call() throws InterruptedException {
    boolean endless = count > 0 || duration != null;
    Consumer<String> notes = log::warn;
    checkOptions();
    GatewayConfig config =
        new GatewayConfig(
            MessageIds.newRun(),
            model.name(),
            fps,
            count,
            duration,
            ttl,
            freshness,
            onFull,
            Math.max(2, cameras + pictures.videos().size()));
    PublisherConfig publishing =
        new PublisherConfig(amqp.topology(), maxOutstanding, CONFIRM_TIMEOUT);
    AmqpConfig broker = amqp.config();
    Duration startupTimeout = startup.timeout();
    FfmpegConfig reading = new FfmpegConfig(ffmpeg, fps, cameraTimeout, CameraTrust.of(cameraCa));
    Cameras moving = new Cameras(reading, cameras, camera, endless || loop, notes);
    Map<String, VideoInput> videos = moving.named(pictures.videos());
    CompletableFuture<Void> signal = StopSignal.requested();
    Tally tally = new Tally(notes);
    List<FrameSource> sources =
        new ArrayList<>(pictures.open(cameras, camera, endless || loop, notes));
    try (Uplink uplink =
        new UntilStopped(signal)
            .get(
                () ->
                    Uplink.open(
                        () -> FramePublisher.open(broker, publishing),
                        startupTimeout,
                        notes,
                        onFull == OnFull.WAIT
                            ? "frames without confirm are sent again"
                            : "frames of the meantime are dropped",
                        tally::blocked),
                Uplink::close)) {
      CompletableFuture<?> stop = CompletableFuture.anyOf(signal, uplink.ended());
      sources.addAll(moving.open(videos));
      stop.thenRun(() -> sources.forEach(FrameSource::close)); // one may wait for a picture
      long start = System.nanoTime();
      Progress progress =
          Progress.every(
              progressEvery, nanos -> tally.report(0, nanos).line() + Cameras.away(sources));
      long missed = Gateway.run(config, sources, uplink, tally, stop);
      progress.close();
      uplink.flush(STOP_TIMEOUT);
      GatewayReport report = tally.report(missed, System.nanoTime() - start);
      System.out.println(report.line() + Cameras.away(sources));
      uplink.requireOpen();
      boolean isMissing = sources.stream().anyMatch(FrameSource::isMissing);
      if (isMissing) log.warn("a camera has sent no picture at all");
      return report.isComplete() && !isMissing ? ExitCode.OK : ExitCode.FAILURE;
    } catch (UntilStopped.StoppedException e) {
      log.info("{}", e.getMessage());
      return ExitCode.OK;
    } finally {
      sources.forEach(FrameSource::close);
    }
  }

  private void checkOptions() {
    if (cameraTimeout.toMillis() < 1) throw usage("--camera-timeout < 1 ms: " + cameraTimeout);
    if (!progressEvery.isZero() && progressEvery.compareTo(Duration.ofSeconds(1)) < 0) {
      throw usage("--progress-every < 1 s and not 0s: " + progressEvery);
    }
    if (camera != null && !camera.matches(CameraNames.GIVEN)) {
      throw usage("--camera " + ForeignText.printable(camera) + ": " + CameraNames.RULE);
    }
    if (cameras < 1 || cameras > 10_000) {
      throw usage("--cameras not in 1..10000: " + cameras);
    }
  }
}
