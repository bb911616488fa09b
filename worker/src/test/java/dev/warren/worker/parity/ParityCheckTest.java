package dev.warren.worker.parity;

import static dev.warren.worker.parity.ScriptedEngine.box;
import static dev.warren.worker.parity.ScriptedEngine.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.Pictures;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParityCheckTest {
  private static final PlanTools.PictureReader NONE =
      (folder, width, height) -> {
        throw new AssertionError("no pictures are asked for");
      };

  private static final ScriptedEngine.Script NOTHING = (head, place, batch) -> {};

  /** Three that count and an inkling. */
  private static final ScriptedEngine.Script SCENE =
      (head, place, batch) -> {
        box(head, 0, 16, 16, 0, 0.9);
        box(head, 1, 48, 16, 1, 0.6);
        box(head, 2, 16, 48, 0, 0.4);
        box(head, 3, 48, 48, 1, 0.2);
      };

  private final ScriptedEngine reference = new ScriptedEngine(1, SCENE);

  private void check(String precision, ScriptedEngine built) {
    check(reference, built, precision);
  }

  private static void check(ScriptedEngine cpu, ScriptedEngine built, String precision) {
    try {
      new ParityCheck(NONE, null).check(cpu, built, precision);
    } finally {
      assertThat(built.open).as("lanes left open").isZero();
      assertThat(cpu.open).as("lanes left open").isZero();
    }
  }

  private static void assertRefused(
      ScriptedEngine cpu, ScriptedEngine built, String precision, String... words) {
    assertThatThrownBy(() -> check(cpu, built, precision))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(words);
  }

  private static ScriptedEngine shifted(double pixels, double score) {
    return new ScriptedEngine(
        4,
        (head, place, batch) -> {
          box(head, 0, 16 + pixels, 16, 0, 0.9 - score);
          box(head, 1, 48, 16, 1, 0.6 + score);
          box(head, 2, 16, 48 + pixels, 0, 0.4 - score);
          box(head, 3, 48, 48, 1, 0.2);
        });
  }

  @Test
  void aPlanThatFindsTheSamePasses() {
    for (String precision : new String[] {"FP32", "FP16", "INT8"}) {
      check(precision, shifted(0, 0));
    }
    check("FP16", shifted(0.2, 0.01));
    check("INT8", shifted(3, 0.08));
  }

  @Test
  void boxesThatMoveAreRefusedWithTheShare() {
    assertRefused(
        reference,
        shifted(3, 0),
        "FP16",
        "scripted: the FP16 plan does not find what the model finds",
        "16 of 48 detections matched at IoU 0.90, least share 0.99",
        "drawn pictures");
  }

  @Test
  void confidencesThatDriftAreRefusedWithTheMean() {
    assertRefused(
        reference, shifted(0, 0.05), "FP16", "mean difference of confidence 0.0500 > 0.02");
  }

  @Test
  void scoresThatMakeNoDetectionCountToo() {
    ScriptedEngine blind = new ScriptedEngine(1, (head, place, batch) -> box(head, 5, 9, 9, 0, 0));
    ScriptedEngine sees = new ScriptedEngine(1, (head, place, batch) -> box(head, 5, 9, 9, 0, .4));
    assertRefused(blind, sees, "FP16", "scores differ by Infinity of their size > 0.10");
  }

  @Test
  void numbersThatAreNoneAreRefused() {
    ScriptedEngine broken =
        new ScriptedEngine(
            1,
            (head, place, batch) -> {
              box(head, 0, 16, 16, 0, 0.9);
              head[7] = Float.NaN;
            });
    assertRefused(reference, broken, "INT8", "8 outputs are not finite");
  }

  @Test
  void everyPlaceOfABatchHasItsOwnPicture() {
    ScriptedEngine cpu = seeing(1);
    ScriptedEngine plan = seeing(16);
    check(cpu, plan, "FP32");
  }

  /** Where it sees a box depends on the picture. */
  private static ScriptedEngine seeing(int maxBatch) {
    ScriptedEngine[] engine = new ScriptedEngine[1];
    engine[0] =
        new ScriptedEngine(
            maxBatch,
            (head, place, batch) -> box(head, 0, 8 + engine[0].firstByte(place) / 8.0, 16, 0, 0.9));
    return engine[0];
  }

  @Test
  void scoresAndBoxesThatMakeNoDetectionAreComparedInEveryPlace() {
    ScriptedEngine cpu = unsure(Head.DETECT, 0);
    assertRefused(cpu, unsureBehindFirst(20, 0.1), "FP16", "scores differ by 0.569");
    assertRefused(
        cpu, unsureBehindFirst(36, 0.05), "FP16", "likeliest boxes overlap theirs by 0.813");
  }

  /** As the one that is unsure, but for all places of a batch behind the first. */
  private static ScriptedEngine unsureBehindFirst(double x, double score) {
    return new ScriptedEngine(
        4,
        (head, place, batch) -> {
          box(head, 6, place > 0 ? x : 20, 20, 0, place > 0 ? score : 0.05);
          box(head, 3, 40, 40, 1, 0.02);
        });
  }

  @Test
  void boxesThatChangeAnchorsAreNotTheSame() {
    ScriptedEngine cpu = atAnchors(3, 6);
    check(cpu, atAnchors(3, 6), "INT8");
    assertRefused(cpu, atAnchors(6, 3), "INT8", "likeliest boxes overlap theirs by 0.000");
  }

  private static ScriptedEngine atAnchors(int first, int second) {
    return new ScriptedEngine(
        1,
        (head, place, batch) -> {
          box(head, first, 20, 20, 0, 0.05);
          box(head, second, 40, 40, 0, 0.05);
        });
  }

  /** A real head has thousands of boxes, most of nothing; they are any, and differ. */
  @Test
  void ofAllBoxesOnlyTheLikeliestAreCompared() {
    check(withUnlikelyBoxes(0), withUnlikelyBoxes(20), "FP16");
  }

  private static ScriptedEngine withUnlikelyBoxes(double pixels) {
    return new ScriptedEngine(
        1,
        (head, place, batch) -> {
          for (int i = 0; i < 6; i++) box(head, i, 20 + pixels, 20, 0, 0.0001);
          for (int i = 6; i < ScriptedEngine.ANCHORS; i++) box(head, i, 40, 40, 0, 0.1);
        });
  }

  /** Kernels of a full batch are others than those of one image. */
  @Test
  void aFaultOfFullBatchesAloneIsFound() {
    ScriptedEngine built =
        new ScriptedEngine(
            4,
            (head, place, batch) -> {
              box(head, 0, 16, 16, 0, 0.9);
              box(head, 1, 48, 16, 1, 0.6);
              if (place < 3) box(head, 2, 16, 48, 0, 0.4);
            });
    assertRefused(reference, built, "FP16", "46 of 48 detections matched");
  }

  /** A plan for 16 has kernels of their own for 2 to 8. */
  @Test
  void aFaultOfSmallBatchesAloneIsFound() {
    ScriptedEngine built =
        new ScriptedEngine(
            16,
            (head, place, batch) -> {
              if (batch == 1 || batch > 8) SCENE.write(head, place, batch);
            });
    assertRefused(reference, built, "FP16", "detections matched");
  }

  @Test
  void whatTheCpuDoesNotSeeAtAllIsRefused() {
    ScriptedEngine blind = new ScriptedEngine(1, NOTHING);
    ScriptedEngine ghosts =
        new ScriptedEngine(1, (head, place, batch) -> box(head, 0, 16, 16, 0, 0.99));
    assertRefused(
        blind, ghosts, "INT8", "8 detections that the CPU does not have, beside 0 that it has");
  }

  @Test
  void aSingleGhostIsAShareOfNothing() {
    ScriptedEngine blind = new ScriptedEngine(1, NOTHING);
    ScriptedEngine ghost = new ScriptedEngine(1, once((h, p, b) -> box(h, 0, 16, 16, 0, 0.99)));
    assertRefused(
        blind, ghost, "INT8", "1 detections that the CPU does not have, beside 0 that it has");
  }

  /** Writes nothing but in the first run. */
  private static ScriptedEngine.Script once(ScriptedEngine.Script script) {
    AtomicBoolean done = new AtomicBoolean();
    return (head, place, batch) -> {
      if (!done.getAndSet(true)) script.write(head, place, batch);
    };
  }

  /** As {@code script}, but with nothing in the first run. */
  private static ScriptedEngine.Script laterOnly(ScriptedEngine.Script script) {
    AtomicBoolean done = new AtomicBoolean();
    return (head, place, batch) -> {
      if (done.getAndSet(true)) script.write(head, place, batch);
    };
  }

  @Test
  void theOnlyDetectionMustNotBeLost() {
    ScriptedEngine one = new ScriptedEngine(1, once((h, p, b) -> box(h, 0, 16, 16, 0, 0.9)));
    ScriptedEngine none = new ScriptedEngine(1, NOTHING);
    assertRefused(one, none, "INT8", "0 of 1 detections matched");
  }

  @Test
  void oneOfManyMayBeLost() {
    ScriptedEngine.Script script =
        (head, place, batch) -> {
          box(head, 0, 16, 16, 0, 0.9);
          box(head, 1, 48, 48, 1, 0.9);
          box(head, 2, 16, 48, 1, 0.9);
        };
    ScriptedEngine all = new ScriptedEngine(1, script);
    ScriptedEngine few = new ScriptedEngine(1, laterOnly((h, p, b) -> box(h, 0, 16, 16, 0, 0.9)));
    ScriptedEngine one = new ScriptedEngine(1, (h, p, b) -> box(h, 0, 16, 16, 0, 0.9));
    AtomicBoolean lost = new AtomicBoolean();
    ScriptedEngine allButOne =
        new ScriptedEngine(
            1,
            (head, place, batch) -> {
              script.write(head, place, batch);
              if (lost.compareAndSet(false, true)) box(head, 0, 22, 16, 0, 0.9);
            });
    check(all, allButOne, "FP16"); // 23 of 24, which is less than 99 %
    assertRefused(one, few, "INT8", "7 of 8 detections matched");
  }

  @Test
  void oneOfManyMayBeAdded() {
    check(ofSix(0), ofSix(1), "FP16"); // to 48, which is more than 1 %
    assertRefused(ofSix(0), ofSix(2), "FP16", "2 detections that the CPU does not have");
  }

  /** Six boxes in each picture, and a seventh in the first ones. */
  private static ScriptedEngine ofSix(int ghosts) {
    AtomicInteger left = new AtomicInteger(ghosts);
    return new ScriptedEngine(
        1,
        (head, place, batch) -> {
          for (int i = 0; i < 6; i++) box(head, i, 10 + 20 * (i % 3), 10 + 20 * (i / 3), 0, 0.9);
          if (left.getAndDecrement() > 0) box(head, 6, 10, 50, 0, 0.5);
        });
  }

  @Test
  void eightBitsMayMissOrAddATenthAndNoMore() {
    check("INT8", missing(2)); // of 24
    assertRefused(reference, missing(3), "INT8", "21 of 24 detections matched");
    check("INT8", adding(2));
    assertRefused(reference, adding(3), "INT8", "3 detections that the CPU does not have");
  }

  private static ScriptedEngine missing(int count) {
    AtomicInteger left = new AtomicInteger(count);
    return new ScriptedEngine(
        1,
        (head, place, batch) -> {
          SCENE.write(head, place, batch);
          // What is too little for a match is an inkling, and so no ghost.
          if (left.getAndDecrement() > 0) box(head, 2, 22, 48, 0, 0.4);
        });
  }

  private static ScriptedEngine adding(int count) {
    AtomicInteger left = new AtomicInteger(count);
    return new ScriptedEngine(
        1,
        (head, place, batch) -> {
          SCENE.write(head, place, batch);
          if (left.getAndDecrement() > 0) box(head, 4, 32, 32, 0, 0.6);
        });
  }

  @Test
  void oneBoxIsNotTheMatchOfTwo() {
    ScriptedEngine two =
        new ScriptedEngine(
            1,
            (head, place, batch) -> {
              box(head, 0, 16, 16, 0, 0.9);
              box(head, 1, 20, 16, 0, 0.9); // IoU 0.6
            });
    ScriptedEngine one = new ScriptedEngine(1, (head, place, batch) -> box(head, 0, 18, 16, 0, .9));
    assertRefused(two, one, "INT8", "8 of 16 detections matched");
  }

  @Test
  void theSameBoxOfAnotherClassIsNoMatch() {
    ScriptedEngine swapped =
        new ScriptedEngine(
            1,
            (head, place, batch) -> {
              box(head, 0, 16, 16, 1, 0.9);
              box(head, 1, 48, 16, 0, 0.6);
              box(head, 2, 16, 48, 1, 0.4);
            });
    assertRefused(reference, swapped, "INT8", "0 of 24 detections matched at IoU 0.50");
  }

  /** Neither on the CPU nor in the plan is there a detection; what it is unsure of must agree. */
  @ParameterizedTest
  @EnumSource(Head.class)
  void boxesOfWhatNobodyIsSureOfAreCompared(Head kind) {
    ScriptedEngine unsure = unsure(kind, 0);
    try (CapturedLog log = CapturedLog.of(ParityCheck.class)) {
      check(unsure, unsure(kind, 0), "FP16");
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("NOT COMPARED ON ANY DETECTION", "drawn pictures", "--canaries")
          .contains("mean IoU of the 16 likeliest boxes 1.000");
    }
    assertRefused(
        unsure,
        unsure(kind, 3),
        "FP16",
        "the 16 likeliest boxes overlap theirs by 0.684 < 0.90 on average");
    check(unsure, unsure(kind, 3), "INT8");
  }

  private static ScriptedEngine unsure(Head kind, double pixels) {
    return new ScriptedEngine(
        kind,
        1,
        (head, place, batch) -> {
          if (kind == Head.DETECT) {
            box(head, 6, 20 + pixels, 20, 0, 0.05);
            box(head, 3, 40, 40 + pixels, 1, 0.02);
          } else {
            // Rows that are as good as equal may change places.
            row(head, pixels > 0 ? 15 : 14, 20 + pixels, 20, 0, 0.05);
            row(head, pixels > 0 ? 14 : 15, 40, 40 + pixels, 1, 0.0499);
          }
        });
  }

  @Test
  void confidencesOfRowsThatNobodyIsSureOfAreCompared() {
    ScriptedEngine cpu =
        new ScriptedEngine(
            Head.END_TO_END, 1, (head, place, batch) -> row(head, 0, 20, 20, 0, 0.14));
    ScriptedEngine plan =
        new ScriptedEngine(
            Head.END_TO_END, 1, (head, place, batch) -> row(head, 0, 20, 20, 0, 0.05));
    assertRefused(cpu, plan, "INT8", "scores differ by 0.643 of their size > 0.50");
  }

  /** Heads with suppression inside leave out what is below a threshold. */
  @Test
  void aRowMoreAtTheThresholdOfAHeadIsRounding() {
    ScriptedEngine cpu =
        new ScriptedEngine(
            Head.END_TO_END, 1, (head, place, batch) -> row(head, 0, 20, 20, 0, 0.9));
    ScriptedEngine plan =
        new ScriptedEngine(
            Head.END_TO_END,
            1,
            (head, place, batch) -> {
              row(head, 0, 20, 20, 0, 0.9);
              row(head, 1, 40, 40, 0, 0.25);
            });
    check(cpu, plan, "FP16");
  }

  @Test
  void aComparisonOnDetectionsNeedsNoWarning() {
    try (CapturedLog log = CapturedLog.of(ParityCheck.class)) {
      check("FP16", shifted(0, 0));
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void comparesOnTheUsersPictures(@TempDir Path folder) throws Exception {
    Files.write(folder.resolve("a.png"), Pictures.grey(64, 10));
    Files.write(folder.resolve("b.png"), Pictures.grey(64, 200));
    Files.write(folder.resolve("notes.txt"), new byte[] {1});
    ParityCheck check = new ParityCheck(PictureFolder::open, folder);
    assertThat(check.compare(reference, shifted(0, 0)).toString())
        .startsWith("6 comparisons, 18 of 18 detections found again");
    assertThatThrownBy(() -> check.check(reference, shifted(3, 0), "FP16"))
        .hasMessageContaining(" on " + folder);
  }

  @Test
  void everyPictureIsTriedBeforeAPlanIsBuilt(@TempDir Path folder) throws Exception {
    ParityCheck check = new ParityCheck(PictureFolder::open, folder);
    Files.write(folder.resolve("a.png"), Pictures.grey(64, 10));
    check.require(64, 64);
    Files.write(folder.resolve("b.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2});
    assertThatThrownBy(() -> check.require(64, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("b.jpg");
  }

  @Test
  void aFolderSaysWhatItLacks(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> PictureFolder.open(folder, 64, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("holds no pictures");
    assertThatThrownBy(() -> PictureFolder.open(folder.resolve("none"), 64, 64))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no such file or folder");
    Files.write(folder.resolve("a.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2});
    try (PictureFolder pictures = PictureFolder.open(folder, 64, 64)) {
      assertThatThrownBy(() -> pictures.input(0))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("a.jpg")
          .hasMessageContaining("take it out of the folder");
    }
  }

  @Test
  void drawnPicturesAreTheSameEachTimeAndDiffer() {
    DrawnPictures first = new DrawnPictures(64, 48);
    DrawnPictures second = new DrawnPictures(64, 48);
    for (int i = 0; i < first.count(); i++) {
      byte[] a = bytes(first.input(i));
      assertThat(a).hasSize(64 * 48 * 3).isEqualTo(bytes(second.input(i)));
      if (i > 0) assertThat(a).isNotEqualTo(bytes(second.input(i - 1)));
    }
  }

  /** On a plain gradient most of a network has nothing to say. */
  @Test
  void drawnPicturesHaveEdges() {
    DrawnPictures pictures = new DrawnPictures(64, 48);
    for (int i = 0; i < pictures.count(); i++) {
      byte[] bytes = bytes(pictures.input(i));
      long edges =
          IntStream.range(3, bytes.length)
              .filter(b -> Math.abs((bytes[b] & 0xFF) - (bytes[b - 3] & 0xFF)) > 48)
              .count();
      assertThat(edges).as("steep ones, picture %d", i).isGreaterThan(100);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(0, bytes);
    return bytes;
  }
}
