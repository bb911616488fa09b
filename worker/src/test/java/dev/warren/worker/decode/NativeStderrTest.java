package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.Processes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What C libraries print: real ones, on this process's own stderr. */
class NativeStderrTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Pointer variable;
  private Pointer before;

  @BeforeEach
  void divert() {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"),
        "skipped: the library's variable is Linux's");
    OpenCv.load(); // which diverts for itself
    variable = NativeLibrary.getProcess().getGlobalVariableAddress("stderr");
    before = variable.getPointer(0);
    assertThat(NativeStderr.divert(lines::add)).isTrue();
  }

  @AfterEach
  void giveBack() {
    if (variable != null) variable.setPointer(0, before);
  }

  @Test
  void linesOfCArrive() {
    Object[] words = {"one\ntwo\n", variable.getPointer(0)};
    NativeLibrary.getProcess().getFunction("fputs").invokeInt(words);
    await().untilAsserted(() -> assertThat(lines).containsExactly("one", "two"));
  }

  @Test
  void soDoThoseOfLibjpegAndTheFrameIsDecodedAllTheSame() throws Exception {
    byte[] jpeg = Pictures.encode(Pictures.quarters(64, 64), "jpg");
    byte[] longer = Arrays.copyOf(jpeg, jpeg.length + 100);
    // A hundred bytes before the marker of the end.
    Arrays.fill(longer, jpeg.length - 2, longer.length - 2, (byte) 7);
    longer[longer.length - 2] = (byte) 0xff;
    longer[longer.length - 1] = (byte) 0xd9;
    try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, 32, 32)) {
      decoder.decode(longer, ByteBuffer.allocateDirect(32 * 32 * 3));
    }
    await()
        .untilAsserted(
            () ->
                assertThat(lines)
                    .singleElement()
                    .asString()
                    .matches("Corrupt JPEG data: \\d+ extraneous bytes before marker 0xd9"));
  }

  /** C++ has its own way to the descriptor, so that a process of its own must show it. */
  @Test
  void openCvItselfPrintsNothing() throws Exception {
    ProcessBuilder java = Processes.java(List.of(), DamagedImage.class).redirectErrorStream(true);
    String printed = Processes.run(java);
    assertThat(printed).doesNotContain("[ERROR", "[ WARN", "imdecode");
  }

  /** Ends with 0 if OpenCV has refused it. */
  static final class DamagedImage {
    public static void main(String[] args) {
      byte[] cutShort = Arrays.copyOf(Pictures.encode(Pictures.quarters(64, 64), "bmp"), 99);
      try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, 32, 32)) {
        decoder.decode(cutShort, ByteBuffer.allocateDirect(32 * 32 * 3));
        System.exit(1);
      } catch (DecodeException refused) {
        System.exit(0);
      }
    }
  }

  @Test
  void oneLineAMinuteIsLogged() {
    long[] now = {Long.MAX_VALUE - 5}; // nanoTime may overflow
    RareLog rare = new RareLog(() -> now[0]);
    try (CapturedLog log = CapturedLog.of(RareLog.class)) {
      for (int i = 0; i < 1000; i++) rare.say("first");
      now[0] += 60_000_000_000L;
      for (int i = 0; i < 1000; i++) rare.say("second\rforged");
      assertThat(log.warnings())
          .containsExactly(
              "an image library says: first (0 more lines since the last one that is shown)",
              "an image library says: second?forged (999 more lines since the last one that is"
                  + " shown)");
    }
  }
}
