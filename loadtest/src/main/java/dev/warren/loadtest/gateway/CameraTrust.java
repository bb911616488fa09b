package dev.warren.loadtest.gateway;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.FileFailure;
import dev.warren.protocol.PemTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose certificates of cameras are taken.
 *
 * @param isChecked whether they are looked at
 * @param authorities PEM file of those who may have signed them; empty where FFmpeg has to know
 */
record CameraTrust(boolean isChecked, Optional<Path> authorities) {
  /** For anybody's: most cameras have signed their own. */
  static final String NONE = "none";

  /** Debian's and Alpine's, Red Hat's, macOS's. */
  private static final List<String> SYSTEM =
      List.of(
          "/etc/ssl/certs/ca-certificates.crt",
          "/etc/pki/tls/certs/ca-bundle.crt",
          "/etc/ssl/cert.pem");

  /**
   * @param option file, {@link #NONE}, or null for the authorities of this machine
   * @throws CommandException when there is no such file, or it holds no certificates
   */
  static CameraTrust of(String option) {
    if (NONE.equals(option)) return new CameraTrust(false, Optional.empty());
    if (option == null) return new CameraTrust(true, ofThisMachine());
    Path file = Path.of(option);
    FileFailure.requireReadable("--camera-ca", file);
    try {
      PemTls.context(file, null, null);
    } catch (IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, "--camera-ca " + e.getMessage(), e);
    }
    return new CameraTrust(true, Optional.of(file.toAbsolutePath()));
  }

  private static Optional<Path> ofThisMachine() {
    return SYSTEM.stream().map(Path::of).filter(Files::isReadable).findFirst();
  }
}
