package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.http.HttpTls;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a worker can be watched, by whom, and what they see. */
final class PageOptions {
  /** Whether the status page shows pictures. */
  enum PageFrames {
    /** None leaves the pipeline. */
    OFF,
    /** The newest ones of a few cameras, to whoever can open the page. */
    ON
  }

  @Option(
      names = "--http",
      paramLabel = "ADDRESS",
      description =
          "Where the status page, /api/status, /metrics, /health/live, /health/started and"
              + " /health/ready are:"
              + " HOST:PORT, or PORT on 127.0.0.1 (0 for a free one), or 'off'; default"
              + " 127.0.0.1:9095, where that is free.")
  private String http;

  @Mixin private HttpTlsOptions tls;

  @Option(
      names = "--page-frames",
      paramLabel = "WHAT",
      defaultValue = "off",
      description =
          "Whether the status page shows the newest frames with their boxes: 'off' (default), or"
              + " 'on', to whoever can open it.")
  private PageFrames pageFrames;

  /**
   * @throws CommandException naming the option, when files are missing or cannot be used
   */
  Instruments.Settings settings(WorkerConfig config) {
    Optional<HttpTls> https = tls.load(Instruments.address(http).isPresent());
    Optional<DecodeConfig> frames =
        pageFrames == PageFrames.ON ? Optional.of(config.decode()) : Optional.empty();
    return new Instruments.Settings(http, https, config.name(), frames);
  }
}
