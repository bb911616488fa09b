package dev.warren.protocol.testing;

import dev.warren.protocol.AmqpConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container, which Testcontainers removes when this JVM goes. */
final class DockerRabbit implements RabbitMq.Node {
  private static final String IMAGE = "rabbitmq:4.1-alpine";

  private final RabbitMQContainer container = new RabbitMQContainer(DockerImageName.parse(IMAGE));

  DockerRabbit() {
    container.start();
  }

  @Override
  public AmqpConfig amqp() {
    return AmqpConfig.parse("amqp://" + container.getHost() + ":" + container.getAmqpPort())
        .withCredentials(container.getAdminUsername(), container.getAdminPassword());
  }

  @Override
  public void stop() {
    container.stop();
  }

  @Override
  public void kill() {
    container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void restart() {
    throw new UnsupportedOperationException(
        "a restarted container gets another port: install rabbitmq-server for this test");
  }

  @Override
  public void pause() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public String rabbitmqctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("rabbitmqctl"));
    command.addAll(List.of(arguments));
    try {
      ExecResult result = container.execInContainer(command.toArray(String[]::new));
      if (result.getExitCode() != 0)
        throw new IllegalStateException(command + ": " + result.getStderr());
      return result.getStdout();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
