package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.Warren;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.WorkerConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WorkerDefaultsTest {
  /** An annotation cannot hold a record's constant, so the defaults of the options are copies. */
  @Test
  void theOptionsDefaultsAreTheConfigurations() {
    String amqp = "amqp://user:password@localhost";
    CommandLine root = Warren.commandLine();
    root.parseArgs("worker", "--name=w", "--model=m", "--amqp=" + amqp);
    WorkerConfig config =
        ((WorkerCommand) root.getSubcommands().get("worker").getCommand()).config();
    assertThat(config)
        .isEqualTo(WorkerConfig.of("w", AmqpConfig.parse(amqp), Topology.DEFAULT, Path.of("m")));
  }
}
