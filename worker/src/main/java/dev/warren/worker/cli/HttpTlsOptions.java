package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import dev.warren.protocol.PemTls;
import dev.warren.worker.http.HttpTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who answers at {@code --http}, and to whom. */
final class HttpTlsOptions {
  @Option(
      names = "--http-cert",
      paramLabel = "FILE",
      description = "PEM certificate, with its chain: --http speaks https.")
  private Path certificate;

  @Option(
      names = "--http-key",
      paramLabel = "FILE",
      description = "Private key of that certificate: PEM, PKCS#8, not encrypted.")
  private Path key;

  @Option(
      names = "--http-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates of authorities: --http answers only who shows a certificate that one of"
              + " them has signed, and that goes for health checks too.")
  private Path ca;

  /**
   * @param isOn whether there is an endpoint at all
   * @return empty for plain HTTP
   * @throws CommandException naming the option, when files are missing or cannot be used
   */
  Optional<HttpTls> load(boolean isOn) {
    if ((certificate == null) != (key == null)) {
      throw new CommandException(ExitCode.USAGE, "--http-cert and --http-key go together");
    }
    if (certificate == null && ca != null) {
      throw new CommandException(ExitCode.USAGE, "--http-ca needs --http-cert and --http-key");
    }
    if (certificate == null) return Optional.empty();
    if (!isOn) throw new CommandException(ExitCode.USAGE, "--http-cert: --http is off");
    FileFailure.requireReadable("--http-cert", certificate);
    FileFailure.requireReadable("--http-key", key);
    FileFailure.requireReadable("--http-ca", ca);
    try {
      return Optional.of(new HttpTls(PemTls.context(ca, certificate, key), ca != null));
    } catch (IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, "--http-cert: " + e.getMessage(), e);
    }
  }
}
