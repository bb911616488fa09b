package dev.warren.protocol.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where RabbitMQ's own scripts and Erlang's port mapper are. Debian's {@code
 * /usr/sbin/rabbitmq-server} is not wanted: it switches user and paths.
 */
record RabbitInstallation(Path scripts, Path epmd) {
  private static final List<String> SCRIPTS =
      List.of(
          "/usr/lib/rabbitmq/bin",
          "/opt/homebrew/opt/rabbitmq/sbin",
          "/usr/local/opt/rabbitmq/sbin",
          "/opt/rabbitmq/sbin",
          "/usr/local/sbin");

  static Optional<RabbitInstallation> find() {
    Optional<Path> epmd = find(Stream.of(System.getenv("PATH").split(File.pathSeparator)), "epmd");
    if (epmd.isEmpty())
      epmd = find(Stream.of("/usr/lib/erlang/bin", "/usr/local/lib/erlang/bin"), "epmd");
    Optional<Path> server = find(SCRIPTS.stream(), "rabbitmq-server");
    if (epmd.isEmpty() || server.isEmpty()) return Optional.empty();
    return Optional.of(new RabbitInstallation(server.get().getParent(), epmd.get()));
  }

  /** A small program that evaluates Erlang in a node at once; rabbitmqctl takes its seconds. */
  Optional<Path> erlCall() {
    return find(
        Stream.of(epmd.getParent().toString(), "/usr/bin", "/usr/lib/erlang/bin"), "erl_call");
  }

  String script(String name) {
    return scripts.resolve(name).toString();
  }

  private static Optional<Path> find(Stream<String> folders, String name) {
    return folders.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
  }
}
