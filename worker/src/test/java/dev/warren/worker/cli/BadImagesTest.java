package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.warren.protocol.Detection;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed, hostile and odd files: refused with a reason, or decoded right; never a crash. */
class BadImagesTest {
  private static final int SIDE = 640;

  private record Case(String file, String verdict) {}

  @ParameterizedTest
  @MethodSource("cases")
  void isAcceptedOrRefusedAsItShould(Case expected) throws IOException {
    byte[] image = Files.readAllBytes(TestData.folder().resolve("bad").resolve(expected.file()));
    String outcome = "accept";
    try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE)) {
      decoder.decode(image, ByteBuffer.allocateDirect(SIDE * SIDE * 3));
    } catch (DecodeException e) {
      outcome = "reject";
      System.out.println(expected.file() + ": " + e.reason().wire() + ": " + e.getMessage());
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
    if (!expected.verdict().equals("either")) assertThat(outcome).isEqualTo(expected.verdict());
  }

  @Test
  void oddFilesGiveTheReferenceDetections() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path reference : TestData.files("bad/reference")) {
      String image = reference.getFileName().toString().replaceFirst("\\.json$", "");
      files.add(TestData.folder().resolve("bad").resolve(image));
    }
    List<FileDetections> results;
    try (Engine engine = Engines.load(EngineConfig.of(TestData.yolo11n(), 1))) {
      results =
          new DetectRun(engine, DecodeConfig.DEFAULT, PostprocessConfig.DEFAULT, new StageTimes())
              .run(files, engine.suggestedLanes());
    }
    Agreement agreement = new Agreement(0.9);
    for (FileDetections result : results) {
      if (!(result instanceof FileDetections.Found found))
        continue; // the verdicts are tested above
      String name = found.file().getFileName().toString();
      List<Detection> detections = found.detections();
      agreement.add(name, TestData.expected("bad/reference", name), detections);
    }
    assertThat(agreement.matched()).as("%s", agreement).isEqualTo(1);
    assertThat(agreement.meanConfidenceDifference()).isLessThanOrEqualTo(0.002);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bomb_12000x12000_rgb.png",
        "bomb_20000x20000_1bit.png",
        "claims_60000x60000.jpg",
        "ihdr_max.png"
      })
  void bombsAreRefusedFromTheHeaderWithoutMemory(String file) throws IOException {
    byte[] image = Files.readAllBytes(TestData.folder().resolve("bad").resolve(file));
    ByteBuffer target = ByteBuffer.allocateDirect(SIDE * SIDE * 3);
    try (FrameDecoder decoder = new FrameDecoder(DecodeConfig.DEFAULT, SIDE, SIDE)) {
      for (int i = 0; i < 20; i++) refused(decoder, image, target); // loads every class
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long heapBefore = threads.getCurrentThreadAllocatedBytes();
      long processBefore = Pointer.physicalBytes();
      long nativeBefore = Pointer.totalBytes();
      refused(decoder, image, target);
      assertThat(threads.getCurrentThreadAllocatedBytes() - heapBefore).isLessThan(1 << 20);
      assertThat(Pointer.totalBytes() - nativeBefore).isLessThan(1 << 20);
      // The decoded bombs would be 1.2 GB, 432 MB and more; other threads of this JVM get some
      // room.
      assertThat(Pointer.physicalBytes() - processBefore).isLessThan(64 << 20);
    }
  }

  private static void refused(FrameDecoder decoder, byte[] image, ByteBuffer target) {
    assertThatThrownBy(() -> decoder.decode(image, target))
        .isInstanceOfSatisfying(
            DecodeException.class,
            e -> assertThat(e.getMessage()).contains("pixels, limit 40000000"));
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(TestData.folder().resolve("bad/expected.csv"))) {
      String[] cells = line.split(",");
      if (!cells[0].equals("file")) cases.add(new Case(cells[0], cells[2]));
    }
    return cases;
  }
}
