package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class AmqpOptionsTest {
  private static AmqpConfig config(String... args) {
    AmqpOptions options = new AmqpOptions();
    new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(options)).parseArgs(args);
    return options.config();
  }

  @ParameterizedTest
  @CsvSource({
    "--amqp=amqps://u:p@h --amqp-cert=c, --amqp-cert and --amqp-key go together",
    "--amqp=amqps://h --amqp-external, --amqp-external needs --amqp-cert and --amqp-key",
    "--amqp=amqps://u:p@h --amqp-external --amqp-cert=pom.xml --amqp-key=pom.xml, give no user and",
    "--amqp=amqps://u:p@h --amqp-ca=none, --amqp-ca is no file that can be read: 'none'",
    "--amqp=amqps://u:p@h --amqp-ca=src, --amqp-ca is no file that can be read: 'src'",
    "--amqp=amqps://u:p@h --amqp-ca=, --amqp-ca is no file that can be read: ''",
    "--amqp=amqps://u:p@h --amqp-cert=none --amqp-key=pom.xml, --amqp-cert is no file",
    "--amqp=amqps://u:p@h --amqp-cert=pom.xml --amqp-key=none, --amqp-key is no file",
    "--amqp=amqp://u:p@h --amqp-ca=pom.xml, does not encrypt: certificates need amqps://",
    "--amqp=amqp://h --amqp-username=me, --amqp-username and --amqp-password-file go together",
    "--amqp=amqp://h, --amqp names no user",
    "--amqp=, --amqp is empty: give amqp://user:password@host:5672/vhost",
    "'--amqp=amqp://h,i:7', '--amqp names no user: give amqp://user:password@h:5672,i:7, or'",
    "--amqp=amqp://h --amqp-username=me --amqp-password-file=none, none cannot be read",
  })
  void saysWhatDoesNotGoTogether(String args, String words) {
    assertThatThrownBy(() -> config(args.split(" ")))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(words);
  }

  @Test
  void takesEveryFile(@TempDir Path folder) throws IOException {
    Path ca = Files.createFile(folder.resolve("a"));
    Path cert = Files.createFile(folder.resolve("c"));
    Path key = Files.createFile(folder.resolve("k"));
    AmqpConfig c =
        config(
            "--amqp=amqps://h",
            "--amqp-external",
            "--amqp-cert=" + cert,
            "--amqp-key=" + key,
            "--amqp-ca=" + ca);
    assertThat(c.tls()).isEqualTo(new AmqpTls(ca, cert, key, true));
    assertThat(c.hasLogin()).isTrue();
  }

  @Test
  void thePasswordStaysInItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "s3cret\n");
    AmqpConfig c = config("--amqp=amqp://h", "--amqp-username=me", "--amqp-password-file=" + file);
    assertThat(c.passwordFile()).isEqualTo(file);
    assertThat(c.toString()).doesNotContain("s3cret");
    Files.writeString(file, "\n");
    assertThatThrownBy(
            () -> config("--amqp=amqp://h", "--amqp-username=me", "--amqp-password-file=" + file))
        .hasMessageContaining("holds no password");
  }
}
