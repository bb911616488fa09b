package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class QuickstartIT {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, System::nanoTime);

  @Test
  void answersEveryFrameOfTheDemo() throws Exception {
    try (Quickstart quickstart = start(config(null, Duration.ofSeconds(4)))) {
      assertThat(quickstart.isWarm()).isTrue();
      assertThat(quickstart.books().figures().published()).isZero();
      CompletableFuture<Void> never = new CompletableFuture<>();
      assertThat(quickstart.run(never, terminal)).isEmpty();
      assertThat(quickstart.books().difference()).isEmpty();
      Figures figures = quickstart.books().figures();
      assertThat(figures.published() + figures.dropped() + quickstart.missed()).isBetween(38L, 41L);
      assertThat(figures.failed()).isZero();
      assertThat(figures.detected()).isPositive();
      assertThat(figures.detections()).isPositive();
      assertThat(newestPicture(quickstart)).startsWith(0xFF, 0xD8, 0xFF);
    }
    assertThat(text()).contains("broker   inside this process", "page     http://127.0.0.1:");
  }

  @Test
  void stopsWhenToldTo() throws Exception {
    try (Quickstart quickstart = start(config(null, null))) {
      CompletableFuture<Void> stop =
          new CompletableFuture<Void>().completeOnTimeout(null, 2, TimeUnit.SECONDS);
      long start = System.nanoTime();
      assertThat(quickstart.run(stop, terminal)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(quickstart.books().difference()).isEmpty();
    }
  }

  @Test
  void aStopSignalEndsTheProcessInOrder() throws Exception {
    List<String> rest = stoppedAfter(" frames: ");
    assertThat(rest).contains("the books balance: published = detected + skipped + failed");
  }

  @Test
  void aStopSignalEndsTheStartToo() throws Exception {
    List<String> rest = stoppedAfter("broker   inside this process");
    assertThat(rest).contains("stopped before the start was complete");
    assertThat(rest).noneMatch(line -> line.matches(".*(Exception|ERROR|WARN).*"));
  }

  /** What comes after the signal, which is sent once this is printed; the exit code is 0. */
  private static List<String> stoppedAfter(String text) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "--enable-native-access=ALL-UNNAMED", // as bin/warren does
            "-Djava.awt.headless=true",
            "-XX:TieredStopAtLevel=1", // as WarrenProcess
            "-cp",
            System.getProperty("java.class.path"),
            "dev.warren.cli.Warren",
            "quickstart",
            "--size=320x240",
            "--fps=20");
    builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_"));
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().anyMatch(line -> line.contains(text))).isTrue();
      long start = System.nanoTime();
      process.toHandle().destroy();
      List<String> rest = out.lines().toList();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(process.exitValue()).isZero();
      return rest;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void leavesNothingOnSomebodysBroker() throws Exception {
    RabbitMq broker = RabbitMq.shared();
    AmqpConfig amqp = broker.amqp();
    try (Quickstart quickstart = start(config(amqp, Duration.ofSeconds(2)))) {
      assertThat(exists(broker, prefix() + ".detections")).isTrue();
      assertThat(quickstart.run(new CompletableFuture<>(), terminal)).isEmpty();
      assertThat(quickstart.books().difference()).isEmpty();
    }
    for (String name :
        Arrays.asList("detections", "frames.warren-demo", "quarantine", "retry.1s")) {
      assertThat(exists(broker, prefix() + "." + name)).as(name).isFalse();
    }
  }

  /** There is nothing to be taken back, of which it could complain too. */
  @Test
  void aBrokerThatRefusesUsIsOneLine() throws Exception {
    RabbitMq broker = RabbitMq.shared();
    broker.addUser("visitor", "s3cret", "^$", "^$", "^$");
    try {
      assertThat(refusal("visitor:wrong@" + broker.amqp().address()))
          .startsWith("warren quickstart: ")
          .contains("refused user visitor")
          .hasLineCount(1);
      assertThat(refusal("visitor:s3cret@" + broker.amqp().address()))
          .contains("warren quickstart: user 'visitor' may not access exchange")
          .doesNotContain("WARN");
    } finally {
      broker.removeUser("visitor");
    }
  }

  private static String refusal(String broker) throws Exception {
    try (WarrenProcess quickstart =
        WarrenProcess.start(Map.of(), "quickstart", "--amqp", "amqp://" + broker)) {
      assertThat(quickstart.exitCode()).as(quickstart.errors()).isEqualTo(ExitCode.BROKER);
      return quickstart.errors();
    }
  }

  private Quickstart start(QuickstartConfig config) throws IOException {
    return Quickstart.start(config, terminal, new CompletableFuture<>());
  }

  private static QuickstartConfig config(AmqpConfig amqp, Duration duration) {
    return new QuickstartConfig(amqp, Topology.DEFAULT, null, 2, 5, 320, 240, duration, 0);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String prefix() {
    Matcher matcher = Pattern.compile("names (warren-quickstart-[0-9a-f]+)\\.").matcher(text());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static byte[] newestPicture(Quickstart quickstart) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    URI page = URI.create(quickstart.page().url());
    // The stream never ends; its first event tells the newest frame.
    String event =
        client
            .send(HttpRequest.newBuilder(page.resolve("/events")).build(), BodyHandlers.ofLines())
            .body()
            .findFirst()
            .orElseThrow();
    Matcher matcher = Pattern.compile("\"frame\":\\{\"seq\":(\\d+)").matcher(event);
    assertThat(matcher.find()).isTrue();
    URI picture = page.resolve("/frame/camera-1/" + matcher.group(1) + ".jpg");
    return client.send(HttpRequest.newBuilder(picture).build(), BodyHandlers.ofByteArray()).body();
  }

  private static boolean exists(RabbitMq broker, String queue) throws Exception {
    try (Connection connection = broker.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclarePassive(queue);
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
