package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lost device as orchestrators see it: a process that ends, or goes on without. */
class DeviceFaultProcessIT {
  private static final int FRAMES = 400;
  private static final String REASON = "device 0 (Fake) fell off the bus; restart the machine";

  @TempDir Path folder;
  @AutoClose private final FakeSite site = new FakeSite();

  private WarrenProcess start(String... more) throws Exception {
    return site.process(folder, more);
  }

  @Test
  void endsWithTheCodeForADeviceAndAnotherProcessFinishesEveryFrame() throws Exception {
    site.publish(FRAMES);
    long tookMs;
    try (WarrenProcess worker = start("--lose-device-after", "20")) {
      assertThat(worker.exitCode()).as(worker.errors()).isEqualTo(ExitCode.DEVICE);
      tookMs = System.currentTimeMillis() - Long.parseLong(worker.output().strip());
      assertThat(worker.errors().lines().filter(line -> line.contains(REASON)))
          .singleElement()
          .asString()
          .contains("worker cannot go on: ");
      assertThat(worker.errors()).doesNotContain("\tat ").doesNotContain("unfinished frames");
    }
    assertThat(site.broker.results()).hasSizeLessThan(FRAMES);
    site.awaitNothingHeld();
    int first = site.broker.results().size();
    try (WarrenProcess worker = start()) {
      site.awaitAnswered(FRAMES);
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
    int extra = site.assertAllDetected();
    assertThat(extra).isLessThanOrEqualTo(FakeSite.PREFETCH);
    System.out.printf(
        "device lost: from the fault to the exit %d ms; published %d, answered %d + %d, lost 0,"
            + " duplicated %d%n",
        tookMs, FRAMES, first, FRAMES - first, extra);
  }

  @Test
  void goesOnWithoutTheDeviceWhenAskedTo() throws Exception {
    site.publish(FRAMES);
    try (WarrenProcess worker = start("--lose-device-after", "20", "--on-device-fault", "cpu")) {
      site.awaitAnswered(FRAMES);
      assertThat(site.assertAllDetected()).isLessThanOrEqualTo(FakeSite.PREFETCH);
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(worker.errors())
          .contains(REASON + "; another engine follows")
          .contains("cpu serves in place of gpu")
          .contains(FRAMES + " detected")
          .doesNotContain("\tat ");
    }
    assertThat(site.engines()).containsExactly("cpu", "gpu");
  }

  @Test
  void aDeviceThatIsLostDuringTheStartEndsItInOneLine() throws Exception {
    try (WarrenProcess worker = start("--lose-device-after", "0")) {
      assertThat(worker.exitCode()).as(worker.errors()).isEqualTo(ExitCode.DEVICE);
      assertThat(worker.errors().lines().filter(line -> !line.contains(" INFO ")))
          .containsExactly("warren faulty-worker: " + REASON);
    }
  }

  @Test
  void aDeviceThatIsLostDuringTheStartNeedNotEndIt() throws Exception {
    site.publish(20);
    try (WarrenProcess worker = start("--lose-device-after", "0", "--on-device-fault", "cpu")) {
      site.awaitAnswered(20);
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
    site.assertAllDetectedOnce();
    assertThat(site.engines()).containsExactly("cpu");
    await().until(() -> site.broker.ready() == 0);
  }

  @Test
  void changesOverToTheBetterEngineAndBackWhenItsDeviceIsLost() throws Exception {
    try (WarrenProcess worker =
        start("--cold-cache", "--lose-device-after", "10", "--on-device-fault", "cpu")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(worker.errors()).contains("gpu serves in place of cpu"));
      site.publish(FRAMES);
      site.awaitAnswered(FRAMES);
      assertThat(site.assertAllDetected()).isLessThanOrEqualTo(FakeSite.PREFETCH);
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(worker.errors()).contains("cpu serves in place of gpu");
    }
    assertThat(site.engines()).containsExactly("cpu", "gpu");
  }

  @Test
  void endsWithTheCodeForAModelWhenTheEngineThatWasAskedForCannotBeBuilt() throws Exception {
    try (WarrenProcess worker = start("--cold-cache", "--build-fails")) {
      assertThat(worker.exitCode()).as(worker.errors()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(worker.errors())
          .contains("worker cannot go on: fake.onnx: no plan can be built")
          .doesNotContain("\tat ");
    }
  }

  /** No frame waits for ever with a thread that lacked the memory to say what became of it. */
  @Test
  void aHeapThatIsFullEndsTheProcessAndAnotherOneFinishesEveryFrame() throws Exception {
    site.publish(FRAMES);
    Path full = folder.resolve("full");
    try (WarrenProcess worker = start("--fill-heap-on", full.toString())) {
      site.awaitAnswered(1);
      Files.createFile(full);
      assertThat(worker.exitCode()).as(worker.errors()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(worker.errors()).contains("OutOfMemoryError");
    }
    site.publish(FRAMES); // where the first one had answered all in time
    try (WarrenProcess worker = start()) {
      site.awaitAnswered(2 * FRAMES);
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
    assertThat(site.assertAllDetected()).isLessThanOrEqualTo(FakeSite.PREFETCH);
  }

  /** As with {@code --while-building wait}: nobody serves until the plan is there. */
  @Test
  void aStopSignalDoesNotWaitForThePlanThatTheFirstEngineNeeds() throws Exception {
    site.publish(20);
    Path building = Files.createFile(folder.resolve("building"));
    try (WarrenProcess worker = start("--build-while", building.toString())) {
      awaitBuilding(worker);
      assertThat(worker.stop()).as(worker.errors()).isZero();
      assertThat(worker.errors())
          .contains("stopped before the start was complete")
          .contains("0 frames: 0 detected")
          .doesNotContain("not finished")
          .doesNotContain("\tat ");
    }
    assertThat(building).as("the build would go on").exists();
    await().until(() -> site.broker.ready() == 20);
  }

  @Test
  void aFirstEngineThatHasBeenBuiltServesAndStopsAsAnyOther() throws Exception {
    site.publish(20);
    Path building = Files.createFile(folder.resolve("building"));
    try (WarrenProcess worker = start("--build-while", building.toString())) {
      awaitBuilding(worker);
      Files.delete(building);
      site.awaitAnswered(20);
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
    site.assertAllDetectedOnce();
  }

  private static void awaitBuilding(WarrenProcess worker) {
    await()
        .atMost(Duration.ofMinutes(1))
        .failFast(() -> assertThat(worker.isAlive()).as(worker.describe()).isTrue())
        .until(() -> worker.output().contains("building"));
  }
}
