package dev.warren.loadtest.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.warren.loadtest.RtspCamera;
import dev.warren.protocol.PemTls;
import dev.warren.protocol.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real FFmpeg reads, and what it must not be led to. */
@Timeout(120)
class FfmpegIT {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir static Path folder;
  private static HttpServer plain;
  private static HttpServer encrypted;
  private static Path authority;
  private static SSLContext tls;

  /** What was asked of the servers. */
  private static final Set<String> asked = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() throws Exception {
    try {
      Ffmpeg.require("ffmpeg");
    } catch (IOException e) {
      Assumptions.abort(e.getMessage());
    }
    makeVideos();
    TestAuthority signer = new TestAuthority("authority", folder);
    authority = signer.certificate();
    tls = PemTls.context(null, signer.issue("camera", "localhost", DAY), signer.key());
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = HttpServer.create(any, 0);
    HttpsServer secure = HttpsServer.create(any, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(tls));
    encrypted = secure;
    for (HttpServer server : List.of(plain, encrypted)) {
      server.createContext("/", FfmpegIT::answer);
      server.start();
    }
  }

  @AfterAll
  static void stop() {
    Stream.of(plain, encrypted).filter(server -> server != null).forEach(s -> s.stop(0));
  }

  /** Five pictures in each of them, fifteen in the one that changes. */
  private static void makeVideos() throws Exception {
    make(
        "160x120",
        "a.mp4 a.mkv a.mov a.avi a.ts a.webm a.flv -f mpjpeg a.mpjpeg -f mjpeg a.mjpeg"
            + " -f hls ts.m3u8 -f hls -hls_segment_type fmp4 mp4.m3u8");
    make("200x150", "-f mjpeg b.mjpeg");
    make("160x120", "-f mjpeg -pix_fmt gray c.mjpeg");
    Path changing = Files.createFile(folder.resolve("changing.mjpeg"));
    for (String part : List.of("a.mjpeg", "b.mjpeg", "c.mjpeg")) {
      Files.write(changing, Files.readAllBytes(folder.resolve(part)), APPEND);
    }
  }

  private static void make(String size, String files) throws Exception {
    String line =
        "ffmpeg -hide_banner -nostdin -loglevel error -f lavfi -i testsrc2=size=%s:rate=10:d=0.5 "
            .formatted(size);
    Process process =
        new ProcessBuilder((line + files).split(" "))
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    asked.add(path);
    Path file = folder.resolve(path);
    try (exchange) {
      if (Files.exists(file)) {
        byte[] body = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mp4", "mkv", "mov", "avi", "ts", "webm", "flv", "mjpeg"})
  void videosAreRead(String ending) throws Exception {
    try (Ffmpeg run = open(file("a." + ending), CameraTrust.of(null))) {
      assertThat(count(run)).isEqualTo(5);
      assertThat(run.complaint()).isEmpty();
    }
  }

  /** As of a camera that changes to grey for the night, or to another size. */
  @Test
  void aPictureOfAnotherSizeOrFormatEndsNothing() throws Exception {
    List<VideoInput> changing =
        List.of(file("changing.mjpeg"), at(plain, "http", "changing.mjpeg"));
    for (VideoInput input : changing) {
      try (Ffmpeg run = open(input, CameraTrust.of(null))) {
        assertThat(count(run)).as("%s", input).isEqualTo(15);
        assertThat(run.complaint()).isEmpty();
      }
    }
  }

  /** All pictures at once, as after a pause of the network. */
  @ParameterizedTest
  @ValueSource(strings = {"ts.m3u8", "mp4.m3u8", "a.mpjpeg", "a.mp4", "a.ts"})
  void camerasAreReadByHttp(String path) throws Exception {
    try (Ffmpeg run = open(at(plain, "http", path), CameraTrust.of(null))) {
      assertThat(count(run)).isEqualTo(5);
    }
  }

  @Test
  void aFileThatIsAPlaylistLeadsToNoOtherFile() throws Exception {
    write("hls.mp4", hls(folder.resolve("a.ts").toString()));
    write("concat.mp4", "ffconcat version 1.0\nfile a.ts");
    write("dash.mp4", dash(folder.resolve("a.mp4").toString()));
    for (String name : List.of("hls.mp4", "concat.mp4", "dash.mp4")) {
      try (Ffmpeg run = open(file(name), CameraTrust.of(null))) {
        assertThat(run.next()).as(name).isEmpty();
        assertThat(run.complaint()).as(name).isPresent();
      }
    }
  }

  @Test
  void anAnswerOverHttpLeadsToNoFileAndOpensNoPort() throws Exception {
    write("concat", "ffconcat version 1.0\nfile a.ts");
    write("dash", dash("a.mp4"));
    write("sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 26");
    asked.clear();
    for (String format : List.of("concat", "dash", "sdp")) {
      try (Ffmpeg run = open(at(plain, "http", format), CameraTrust.of(null))) {
        assertThat(run.next()).as(format).isEmpty();
        assertThat(run.complaint().orElseThrow()).startsWith("the format " + format + " is not");
      }
    }
    assertThat(asked).containsExactlyInAnyOrder("concat", "dash", "sdp");
    write("file.m3u8", hls("file://" + folder.resolve("a.ts")));
    try (Ffmpeg run = open(at(plain, "http", "file.m3u8"), CameraTrust.of(null))) {
      assertThat(run.next()).isEmpty();
    }
  }

  @Test
  void whatAServerAnswersInPlaceOfPicturesIsSaid() throws Exception {
    try (Ffmpeg run = open(at(plain, "http", "nowhere"), CameraTrust.of(null))) {
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint().orElseThrow()).contains("404 Not Found");
    }
  }

  @Test
  void aCertificateIsCheckedUnlessItIsNotToBe() throws Exception {
    VideoInput camera = at(encrypted, "https", "a.mpjpeg");
    for (String trust : List.of(authority.toString(), CameraTrust.NONE)) {
      try (Ffmpeg run = open(camera, CameraTrust.of(trust))) {
        assertThat(count(run)).as(trust).isEqualTo(5);
      }
    }
    asked.clear();
    try (Ffmpeg run = open(camera, CameraTrust.of(null))) {
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint().orElseThrow())
          .containsIgnoringCase("certificate")
          .contains("--camera-ca FILE");
    }
    VideoInput otherName = VideoInput.of(camera.address().replace("localhost", "127.0.0.1")).get();
    try (Ffmpeg run = open(otherName, CameraTrust.of(authority.toString()))) {
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint().orElseThrow())
          .containsIgnoringCase("certificate")
          .contains("--camera-ca FILE");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void whatFfmpegCannotCheckIsReadOnlyWhereThatIsAllowed() throws Exception {
    VideoInput playlist = at(encrypted, "https", "ts.m3u8");
    try (Ffmpeg run = open(playlist, CameraTrust.of(CameraTrust.NONE))) {
      // FFmpeg 9 checks the parts by the authorities of this machine, whatever it is told.
      assertThat(count(run)).isEqualTo(checksByItself() ? 0 : 5);
    }
    asked.clear();
    try (Ffmpeg run = open(playlist, CameraTrust.of(authority.toString()))) {
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint().orElseThrow()).contains("certificates of HLS", "--camera-ca none");
    }
    assertThat(asked).containsExactly("ts.m3u8");
  }

  @Test
  void aCameraIsReadByRtsps() throws Exception {
    try (RtspCamera camera = RtspCamera.start(folder, tls.getServerSocketFactory());
        Ffmpeg run = open(VideoInput.of(camera.uri()).get(), CameraTrust.of(CameraTrust.NONE))) {
      assertThat(run.next()).isPresent();
    }
  }

  @Test
  void whatIsNoCameraIsSaidInOneLine() throws Exception {
    try (Ffmpeg run = open(VideoInput.of("/dev/null").get(), CameraTrust.of(null))) {
      assertThat(run.next()).isEmpty();
      assertThat(run.complaint().orElseThrow())
          .contains("Inappropriate ioctl for device")
          .doesNotContain("/dev/null", "\n");
    }
  }

  private static boolean checksByItself() throws Exception {
    Process help = new ProcessBuilder("ffmpeg", "-hide_banner", "-h", "protocol=tls").start();
    String options = new String(help.getInputStream().readAllBytes(), UTF_8);
    return options.matches("(?s).*-tls_verify [^\\n]*\\(default true\\).*");
  }

  private static Ffmpeg open(VideoInput input, CameraTrust trust) throws IOException {
    return Ffmpeg.start(new FfmpegConfig("ffmpeg", 0, Duration.ofSeconds(60), trust), input);
  }

  private static int count(Ffmpeg run) throws IOException {
    int count = 0;
    while (run.next().isPresent()) count++;
    return count;
  }

  private static VideoInput file(String name) {
    return VideoInput.of(folder.resolve(name).toString()).orElseThrow();
  }

  private static VideoInput at(HttpServer server, String scheme, String path) {
    String host = "localhost:" + server.getAddress().getPort();
    return VideoInput.of(scheme + "://" + host + "/" + path).orElseThrow();
  }

  private static void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text + "\n", UTF_8);
  }

  private static String hls(String segment) {
    return "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + segment + "\n#EXT-X-ENDLIST";
  }

  private static String dash(String video) {
    return "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
        + " mediaPresentationDuration=\"PT1S\" profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\">"
        + "<Period duration=\"PT1S\"><AdaptationSet mimeType=\"video/mp4\" contentType=\"video\">"
        + "<Representation id=\"1\" bandwidth=\"1000\" width=\"160\" height=\"120\"><BaseURL>"
        + video
        + "</BaseURL></Representation></AdaptationSet></Period></MPD>";
  }
}
