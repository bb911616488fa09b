package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy/RUNBOOK.md} has {@code rabbitmqctl} say, it says. */
class RunbookIT {
  private static final Path FOLDER = Tool.ROOT.resolve("deploy/rabbitmq");
  private static RabbitMq rabbit;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    rabbit = RabbitMq.start(Files.readString(FOLDER.resolve("rabbitmq.conf")));
    rabbit.importDefinitions(FOLDER.resolve("definitions.json"));
    rabbit.rabbitmqctl("await_startup"); // it listens before it says that it runs
  }

  @AfterAll
  static void stop() {
    rabbit.close();
  }

  /** Some columns are there for classic queues alone, and ours are quorum queues. */
  @Test
  void everyColumnOfAListOfQueuesHasValues() {
    List<String> lists =
        commands().stream().filter(command -> command.startsWith("list_queues ")).toList();
    assertThat(lists).isNotEmpty();
    for (String list : lists) {
      String rows = rabbit.rabbitmqctl(("-q --no-table-headers " + list).split(" "));
      assertThat(rows.lines()).as(list).isNotEmpty();
      assertThat(rows.lines())
          .as(list)
          .allSatisfy(row -> assertThat(row.split("\t", -1)).doesNotContain(""));
    }
  }

  /** A command that fails, throws. */
  @Test
  void everyCommandIsUnderstood() {
    List<String> others =
        commands().stream().filter(command -> !command.startsWith("list_queues ")).toList();
    assertThat(others).isNotEmpty();
    for (String command : others) {
      String file = folder.resolve("definitions.json").toString();
      rabbit.rabbitmqctl(command.replace("FILE", file).split(" "));
    }
  }

  /** In order, without {@code rabbitmqctl} before it and a pipe after it. */
  private static List<String> commands() {
    return RunbookWords.code(Tool.text("deploy/RUNBOOK.md")).stream()
        .filter(code -> code.matches("rabbitmqctl [a-z_]+.*|list_[a-z]+ .+"))
        .map(code -> code.replaceFirst("^rabbitmqctl ", "").replaceFirst(" *\\|.*", ""))
        .distinct()
        .toList();
  }
}
