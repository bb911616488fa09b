package dev.warren.faults.scenario;

import com.rabbitmq.client.Connection;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.RabbitMq;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the worker needs on the broker is taken away, and given back. */
final class RightsAndNames {
  private static final String USER = "faults-worker";
  private static final String READ = "^warren\\.";
  private static final String WRITE = "^(warren\\.|amq\\.default$)";

  private RightsAndNames() {}

  static void run(Round round) throws Exception {
    Path passwordFile = Files.createTempFile(round.site().folder(), "password-", "");
    String first = "first-" + round.random().nextInt(1_000_000);
    String second = "second-" + round.random().nextInt(1_000_000);
    Files.writeString(passwordFile, first);
    RabbitMq broker = round.site().broker();
    broker.addUser(USER, first, "", WRITE, READ);
    try {
      Slot slot =
          round
              .fleet()
              .add(
                  "unprivileged",
                  List.of("--prefetch", Integer.toString(Round.PREFETCH)),
                  port ->
                      List.of(
                          "--amqp",
                          "amqp://127.0.0.1:" + port,
                          "--amqp-username",
                          USER,
                          "--amqp-password-file",
                          passwordFile.toString()));
      round.fleet().awaitReady(slot);
      round.serve(20);
      exchangeMissing(round, slot);
      permissionRevoked(round, slot);
      passwordChanged(round, slot, passwordFile, second);
      round.check(!slot.logs().contains(first), "the log has the password");
      round.check(!slot.logs().contains(second), "the log has the password");
      round.check(slot.lives() == 1, "recovered by %d restarts", slot.lives() - 1);
    } finally {
      broker.removeUser(USER);
    }
  }

  private static void exchangeMissing(Round round, Slot slot) throws Exception {
    round.fault("exchange deleted");
    round.mayRepeat(Round.PREFETCH);
    try (Connection connection = round.site().broker().connect()) {
      var channel = connection.createChannel();
      channel.exchangeDelete(Site.TOPOLOGY.detectionsExchange());
      round.source().burst(4); // their results have nowhere to go
      notReady(round, slot, "exchange", Site.TOPOLOGY.detectionsExchange());
      Site.TOPOLOGY.declare(channel, Site.MODEL);
      round.sink().bind();
    }
    round.fleet().awaitReady(slot);
    round.serve(20);
  }

  private static void permissionRevoked(Round round, Slot slot) throws Exception {
    round.fault("permission revoked");
    round.mayRepeat(Round.PREFETCH);
    round.site().broker().setRights(USER, "", WRITE, "^nothing$");
    slot.proxy().reset(); // the broker asks again for each new channel alone
    notReady(round, slot, "permission", Site.FRAMES);
    round.site().broker().setRights(USER, "", WRITE, READ);
    round.fleet().awaitReady(slot);
    round.serve(20);
  }

  private static void passwordChanged(Round round, Slot slot, Path file, String password)
      throws Exception {
    round.fault("password changed");
    round.mayRepeat(Round.PREFETCH);
    round.site().changePassword(USER, password);
    slot.proxy().reset();
    notReady(round, slot, "password", USER);
    Files.writeString(file, password);
    round.fleet().awaitReady(slot);
    round.serve(20);
  }

  private static void notReady(Round round, Slot slot, String what, String name) throws Exception {
    round.await("not ready without " + what, 30, () -> !slot.isReady());
    round.await("a line that names " + name, 30, () -> slot.logs().contains(name));
  }
}
