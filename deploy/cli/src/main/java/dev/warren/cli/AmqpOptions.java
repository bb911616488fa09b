package dev.warren.cli;

import static dev.warren.cli.CommandException.usage;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpTls;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the broker is, who we are there, and what things are called on it. */
public final class AmqpOptions {
  @Option(
      names = "--amqp",
      paramLabel = "URI",
      description =
          "Broker, as amqp://user:password@host:5672/vhost; amqps:// for TLS; the nodes of a cluster"
              + " with commas, as host-1:5672,host-2. Others on this machine can read a command line:"
              + " the environment is the better place.")
  private String amqp;

  @Option(names = "--amqp-username", paramLabel = "NAME", description = "User, unless in the URI.")
  private String username;

  @Option(
      names = "--amqp-password-file",
      paramLabel = "FILE",
      description = "File with the password, unless in the URI; read at each connect.")
  private Path passwordFile;

  @Option(
      names = "--amqp-ca",
      paramLabel = "FILE",
      description =
          "PEM certificates of the authorities that may have signed the broker's; default: those"
              + " that this JVM trusts.")
  private Path ca;

  @Option(
      names = "--amqp-cert",
      paramLabel = "FILE",
      description = "PEM certificate that shows the broker who we are, with its chain.")
  private Path certificate;

  @Option(
      names = "--amqp-key",
      paramLabel = "FILE",
      description = "Private key of that certificate: PEM, PKCS#8, not encrypted.")
  private Path key;

  @Option(
      names = "--amqp-external",
      description = "Log in by that certificate (SASL EXTERNAL), without user and password.")
  private boolean external;

  @Option(
      names = "--prefix",
      defaultValue = "warren",
      paramLabel = "NAME",
      description = "What the names on the broker begin with; default ${DEFAULT-VALUE}.")
  private String prefix;

  public boolean isGiven() {
    return amqp != null;
  }

  /**
   * @throws CommandException when the address or the credentials are missing or malformed
   */
  public AmqpConfig config() {
    if (amqp == null) {
      throw usage(
          "--amqp is missing: give amqp://user:password@host:5672/vhost, or set WARREN_AMQP");
    }
    if (amqp.isBlank()) {
      throw usage("--amqp is empty: give amqp://user:password@host:5672/vhost");
    }
    if ((username == null) != (passwordFile == null)) {
      throw usage("--amqp-username and --amqp-password-file go together");
    }
    AmqpConfig config;
    try {
      config = AmqpConfig.parse(amqp);
    } catch (IllegalArgumentException e) {
      throw usage("--amqp: " + e.getMessage(), e);
    }
    return withLogin(withTls(config));
  }

  private AmqpConfig withTls(AmqpConfig config) {
    if ((certificate == null) != (key == null)) {
      throw usage("--amqp-cert and --amqp-key go together");
    }
    if (external && certificate == null) {
      throw usage("--amqp-external needs --amqp-cert and --amqp-key to log in by");
    }
    // As for the password: known before the broker is asked, and no failure of the broker's.
    FileFailure.requireReadable("--amqp-ca", ca);
    FileFailure.requireReadable("--amqp-cert", certificate);
    FileFailure.requireReadable("--amqp-key", key);
    AmqpTls tls = new AmqpTls(ca, certificate, key, external);
    if (!config.isTls() && !tls.equals(AmqpTls.DEFAULT)) {
      throw usage("--amqp begins with amqp://, which does not encrypt: certificates need amqps://");
    }
    return config.withTls(tls);
  }

  private AmqpConfig withLogin(AmqpConfig config) {
    if (username != null && config.username() != null) {
      throw usage(
          "--amqp-username: --amqp names a user already; give user and password in one place");
    }
    if (external && (username != null || config.username() != null)) {
      throw usage("--amqp-external: the certificate says who we are; give no user and password");
    }
    if (username != null) {
      checkPasswordFile();
      return config.withPasswordFile(username, passwordFile);
    }
    if (!config.hasLogin()) {
      throw usage(
          "--amqp names no user: give amqp://user:password@"
              + config.address()
              + ", or --amqp-username and --amqp-password-file");
    }
    return config;
  }

  public Topology topology() {
    return new Topology(prefix);
  }

  /** A file that cannot be read is known before the broker is asked. */
  private void checkPasswordFile() {
    try {
      if (!Files.readString(passwordFile).isBlank()) return;
    } catch (IOException e) {
      throw FileFailure.usage("--amqp-password-file " + passwordFile, "read", e);
    }
    throw usage("--amqp-password-file " + passwordFile + " holds no password");
  }
}
