package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the doctor says about a real broker. */
class DoctorIT {
  private static final Topology TOPOLOGY = new Topology("doctor-test");

  @Test
  void looksForTheTopologyAndForTheCredentials() throws Exception {
    AmqpConfig amqp = RabbitMq.shared().amqp();

    assertThat(lines(amqp, "m1")).first().asString().startsWith("OK    broker       RabbitMQ ");
    assertThat(lines(amqp, "m1")).last().asString().startsWith("FAIL  topology");
    assertThat(lines(amqp, null)).last().asString().startsWith("WARN  topology");

    try (Connection connection = RabbitMq.shared().connect();
        Channel channel = connection.createChannel()) {
      TOPOLOGY.declare(channel, "m1");
    }
    assertThat(lines(amqp, "m1")).last().isEqualTo("OK    topology     complete for model m1");
    assertThat(lines(amqp.withCredentials("nobody", "secret"), "m1"))
        .singleElement()
        .asString()
        .startsWith("FAIL  broker")
        .doesNotContain("secret");
  }

  @Test
  void looksAtEveryNode() {
    AmqpConfig amqp = RabbitMq.shared().amqp();
    AmqpConfig nodes =
        AmqpConfig.parse("amqp://localhost:1," + amqp.address())
            .withCredentials(amqp.username(), amqp.password());
    List<String> lines = lines(nodes, null);
    assertThat(lines.get(0)).startsWith("OK    broker").contains(" at " + amqp.address());
    assertThat(lines.get(1)).startsWith("WARN  broker       localhost:1 refused the connection");
    assertThat(lines).hasSize(3);
  }

  /** As in the images for a GPU. */
  @Test
  void needsNoPyTorchWhereItIsLeftOut() throws Exception {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.contains("pytorch-native"))
            .collect(Collectors.joining(File.pathSeparator));

    try (WarrenProcess doctor = WarrenProcess.start(classPath, Map.of(), "doctor")) {
      assertThat(doctor.await().out())
          .containsPattern("(?m)^SKIP  pytorch +not part of this installation");
      assertThat(doctor.exitCode()).isEqualTo(ExitCode.OK);
    }
    String model = DetectCommandTest.tinyModel().toString();
    try (WarrenProcess detect =
        WarrenProcess.start(classPath, Map.of(), "detect", "--model", model, model)) {
      assertThat(detect.await().err()).contains("not part of this installation", "ONNX");
      assertThat(detect.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    }
  }

  private static List<String> lines(AmqpConfig amqp, String model) {
    return BrokerCheck.run(amqp, TOPOLOGY, model).stream().map(Check::line).toList();
  }
}
