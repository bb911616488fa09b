package dev.warren.loadtest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenProcess.End;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway with real videos and a camera that speaks RTSP. */
@Timeout(300)
class VideoIT {
  private static final String MODEL = "demo";
  private static RabbitMq broker;

  @TempDir Path folder;
  private final Topology topology = broker.topology();
  private Connection connection;
  private Channel channel;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(hasFfmpeg(), "FFmpeg 5.1 or newer is not installed");
    broker = RabbitMq.shared();
  }

  @BeforeEach
  void declare() throws Exception {
    connection = broker.connect();
    channel = connection.createChannel();
    topology.declare(channel, MODEL);
  }

  @AfterEach
  void disconnect() throws Exception {
    connection.close();
  }

  @Test
  void everyPictureOfAVideoIsAFrame() throws Exception {
    Path video = video("yard cam.mp4", 25, 2);
    End end = gateway("--source", video.toString(), "--fps", "0").await();
    assertThat(end.exitCode()).as(end.err()).isZero();
    assertThat(end.out()).startsWith("published 50, confirmed 50, dropped 0");
    List<GetResponse> frames = frames();
    assertThat(frames).hasSize(50);
    for (GetResponse frame : frames) {
      assertThat(frame.getEnvelope().getRoutingKey()).isEqualTo(MODEL + ".yard-cam");
      assertThat(frame.getProps().getContentType()).isEqualTo("image/jpeg");
      assertThat(ImageIO.read(new ByteArrayInputStream(frame.getBody())).getWidth()).isEqualTo(160);
    }
  }

  @Test
  void ofAVideoAsManyAsAskedForAreTakenInItsOwnTimeAndACountEndsALoop() throws Exception {
    Path video = video("a.mkv", 20, 1);
    End once = gateway("--source", "door=" + video, "--fps", "4").await();
    assertThat(once.out()).as(once.err()).startsWith("published 4, confirmed 4");
    End loop = gateway("--source", video.toString(), "--fps", "0", "--count", "50").await();
    assertThat(loop.out()).as(loop.err()).startsWith("published 50, confirmed 50");
    assertThat(frames())
        .extracting(frame -> frame.getEnvelope().getRoutingKey())
        .containsOnly(MODEL + ".door", MODEL + ".a");
  }

  @Test
  void ofAVideoAtItsOwnRateNoPictureIsLeftOut() throws Exception {
    Path rounded = video("rounded.mkv", 30, 1); // its times are whole milliseconds
    End end = gateway("--source", rounded.toString(), "--fps", "30").await();
    assertThat(end.out())
        .as(end.err())
        .startsWith("published 30, confirmed 30, dropped 0, ")
        .doesNotContain("left out");
  }

  @Test
  void whatIsNoVideoIsNamedAndTheOthersAreSent() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.mp4"), "no video at all");
    Path video = video("good.mp4", 10, 1);
    End end =
        gateway(
                "--source",
                broken.toString(),
                video.toString(),
                "--fps",
                "0",
                "--loop",
                "--count",
                "30")
            .await();
    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.err())
        .contains(broken + " is no video that FFmpeg can read: moov atom not found");
    assertThat(end.out()).startsWith("published 30, confirmed 30, dropped 0, 1 unreadable");
  }

  @Test
  void aCameraThatGoesAwayIsWatchedAgainAndItsPasswordIsSeenNowhere() throws Exception {
    try (RtspCamera camera = RtspCamera.start(folder);
        WarrenProcess gateway =
            gatewayWith(
                Map.of("WARREN_SOURCE", "gate-3=" + camera.uri() + ",gate-4=" + camera.uri()),
                "--fps",
                "10",
                "--progress-every",
                "1s")) {
      await(gateway, () -> count() > 5);
      assertThat(readers())
          .isNotEmpty()
          .noneMatch(reader -> commandLine(reader).contains("secret"));
      camera.goAway();
      await(gateway, () -> gateway.errors().contains("; trying again"));
      await(gateway, () -> gateway.errors().contains(" s, 2 of 2 live cameras send nothing"));
      long before = count();
      camera.comeBack();
      await(gateway, () -> gateway.errors().contains("camera gate-3 sends pictures again"));
      await(gateway, () -> count() > before + 5);
      assertThat(gateway.stop()).isZero();
      assertThat(gateway.errors())
          .contains("camera gate-3: rtsp://127.0.0.1:")
          .contains("/stream: ")
          .doesNotContain("secret");
      assertThat(frames())
          .extracting(frame -> frame.getEnvelope().getRoutingKey())
          .containsOnly(MODEL + ".gate-3", MODEL + ".gate-4");
    }
  }

  @Test
  void aPictureOfALiveCameraLeavesBeforeTheNextOneComes() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WarrenProcess gateway =
            gateway("--source", "http://127.0.0.1:" + server.getLocalPort() + "/video");
        Socket viewer = server.accept()) {
      ByteArrayOutputStream picture = new ByteArrayOutputStream();
      BufferedImage noise = new BufferedImage(320, 240, BufferedImage.TYPE_BYTE_GRAY);
      new Random(1).nextBytes(((DataBufferByte) noise.getRaster().getDataBuffer()).getData());
      ImageIO.write(noise, "jpg", picture); // more than FFmpeg reads to tell what it is
      String head =
          "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=b\r\n\r\n"
              + "--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n";
      OutputStream out = viewer.getOutputStream();
      out.write(head.formatted(picture.size()).getBytes(ISO_8859_1));
      picture.writeTo(out);
      out.write("\r\n".getBytes(ISO_8859_1));
      await(gateway, () -> count() == 1);
    }
  }

  @Test
  void aCameraThatFallsSilentIsOpenedAgain() throws Exception {
    try (RtspCamera camera = RtspCamera.start(folder);
        WarrenProcess gateway =
            gateway("--source", camera.uri(), "--fps", "10", "--camera-timeout", "2s")) {
      await(gateway, () -> count() > 0);
      camera.fallSilent();
      await(gateway, () -> gateway.errors().contains("no picture for 2.0 s; trying again"));
      await(gateway, () -> gateway.errors().contains("sends pictures again"));
      assertThat(gateway.stop()).isZero();
    }
  }

  @Test
  void aGatewayThatIsKilledLeavesNoProcessThatWaitsForItsCamera() throws Exception {
    try (RtspCamera camera = RtspCamera.start(folder);
        WarrenProcess gateway =
            gateway("--source", camera.uri(), "--fps", "10", "--camera-timeout", "2s")) {
      await(gateway, () -> count() > 0);
      List<ProcessHandle> readers = readers();
      camera.fallSilent();
      gateway.kill();
      awaitEnd(readers);
    }
  }

  @Test
  void aGatewayThatIsKilledLeavesNoProcessThatWaitsForAPipe() throws Exception {
    Path pipe = folder.resolve("pipe.ts"); // nobody writes to it
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (WarrenProcess gateway = gateway("--source", pipe.toString())) {
      await(gateway, () -> readers().stream().anyMatch(reader -> isFfmpeg(reader)));
      List<ProcessHandle> readers = readers();
      gateway.kill();
      awaitEnd(readers);
    }
  }

  private static void awaitEnd(List<ProcessHandle> readers) {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> readers.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      readers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aCameraThatNeverSendsAPictureIsAFailure() throws Exception {
    String address = "http://nobody.invalid/x";
    End end = gateway("--source", address, "--duration", "3s").await();
    assertThat(end.exitCode()).isEqualTo(1);
    assertThat(end.err()).contains("nobody.invalid", "no picture at all");
    assertThat(end.out().strip()).endsWith(" s, 1 of 1 live cameras sends nothing");
  }

  private Path video(String name, int rate, int seconds) throws Exception {
    Path file = folder.resolve(name);
    String line =
        "ffmpeg -hide_banner -nostdin -loglevel error -f lavfi -i testsrc2=size=160x120:rate=%d -t %d"
            .formatted(rate, seconds);
    List<String> command = new ArrayList<>(List.of(line.split(" ")));
    command.add(file.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    return file;
  }

  private WarrenProcess gateway(String... options) throws Exception {
    return gatewayWith(Map.of(), options);
  }

  private WarrenProcess gatewayWith(Map<String, String> environment, String... options)
      throws Exception {
    var all = new java.util.HashMap<>(environment);
    all.put("WARREN_AMQP", broker.uri());
    all.put("WARREN_PREFIX", topology.prefix());
    String[] line =
        Stream.concat(Stream.of("gateway", "--model", MODEL), Stream.of(options))
            .toArray(String[]::new);
    return WarrenProcess.start(all, line);
  }

  private long count() throws IOException {
    return channel.messageCount(topology.framesQueue(MODEL));
  }

  private List<GetResponse> frames() throws IOException {
    List<GetResponse> frames = new ArrayList<>();
    for (GetResponse frame;
        (frame = channel.basicGet(topology.framesQueue(MODEL), true)) != null; ) {
      frames.add(frame);
    }
    return frames;
  }

  /** Processes below this one that make pictures for a gateway. */
  private static List<ProcessHandle> readers() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> commandLine(process).contains("mpjpeg"))
        .toList();
  }

  private static boolean isFfmpeg(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("ffmpeg");
  }

  /** As everybody on the machine can read it. */
  private static String commandLine(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static void await(WarrenProcess gateway, Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              assertThat(gateway.isAlive()).as(gateway.errors()).isTrue();
              return condition.call();
            });
  }

  private static boolean hasFfmpeg() throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder("ffmpeg", "-hide_banner", "-h", "long")
              .redirectErrorStream(true)
              .start();
      String help = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return help.contains("fps_mode");
    } catch (IOException e) {
      return false;
    }
  }
}
