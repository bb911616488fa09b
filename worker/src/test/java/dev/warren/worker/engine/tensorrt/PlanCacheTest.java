package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.Processes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCacheTest {
  private static final PlanKey KEY =
      new PlanKey(
          "ab12".repeat(16),
          1,
          "",
          Precision.FP16,
          3,
          List.of(List.of(1, 1, 1), List.of(2, 8, 8)),
          1 << 30,
          "Fake H100",
          "9.0",
          "10.6.0",
          "12.6");

  @TempDir Path folder;
  private final byte[] plan = new byte[10_000];
  private final AtomicInteger builds = new AtomicInteger();
  private final CapturedLog log = CapturedLog.of(PlanCache.class);
  private PlanCache cache;

  @BeforeEach
  void fill() {
    new Random(3).nextBytes(plan);
    cache = new PlanCache(folder, false);
  }

  @AfterEach
  void stopListening() {
    log.close();
  }

  private byte[] get(PlanKey key) throws GpuException {
    return cache.findOrBuild(
        "yolo",
        key,
        () -> {
          builds.incrementAndGet();
          return plan;
        });
  }

  private Path file() {
    return cache.file(KEY);
  }

  @Test
  void buildsOnceAndReadsAfterwards() throws Exception {
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(cache.find(KEY)).contains(plan);
    assertThat(builds).hasValue(1);
    assertThat(log.warnings()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(f -> f.toString().endsWith(".part"));
    }
  }

  @Test
  void aFilesNameTellsWhatItIsFor() {
    assertThat(file().getFileName()).hasToString("ab12ab12ab12-fp16-b8-" + KEY.digest() + ".plan");
  }

  @Test
  void everyPartOfTheKeyMakesAnotherPlan() throws Exception {
    Set<String> digests = new HashSet<>(Set.of(KEY.digest()));
    List<PlanKey> others = otherKeys();
    assertThat(others).hasSize(PlanKey.class.getRecordComponents().length);
    for (PlanKey other : others) {
      assertThat(digests.add(other.digest())).as(other.json()).isTrue();
      get(other);
    }
    assertThat(builds).hasValue(others.size());
  }

  /** One for each component, which alone is different. */
  private static List<PlanKey> otherKeys() throws Exception {
    RecordComponent[] components = PlanKey.class.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    List<PlanKey> others = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      Object[] values = new Object[components.length];
      for (int k = 0; k < values.length; k++) values[k] = components[k].getAccessor().invoke(KEY);
      values[i] =
          switch (components[i].getType().getSimpleName()) {
            case "String" -> values[i] + "x";
            case "int" -> (int) values[i] + 1;
            case "long" -> (long) values[i] + 1;
            case "Precision" -> Precision.INT8;
            case "List" -> List.of(List.of(1, 1, 1), List.of(2, 4, 8));
            default -> throw new AssertionError(components[i]);
          };
      others.add(PlanKey.class.getDeclaredConstructor(types).newInstance(values));
    }
    return others;
  }

  @Test
  void aPlanOfAnotherKeyUnderThisNameIsNeverLoaded() throws Exception {
    for (PlanKey other : otherKeys()) {
      PlanFile.write(file(), other, new byte[] {1, 2, 3});
      assertThat(cache.find(KEY)).as(other.json()).isEmpty();
    }
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("is the plan of another model, GPU", "ab12ab12ab12-");
  }

  @Test
  void aPlanOfAnotherFormatIsNeverLoaded() throws Exception {
    get(KEY);
    byte[] whole = Files.readAllBytes(file());
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    String other = text.replaceFirst("\"format\":1", "\"format\":2");
    assertThat(other).isNotEqualTo(text);
    Files.write(file(), other.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(cache.find(KEY)).isEmpty();
  }

  @Test
  void aTruncatedPlanIsBuiltAgainWithOneWarning() throws Exception {
    get(KEY);
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length / 2));

    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(builds).hasValue(2);
    assertThat(log.warnings())
        .singleElement()
        .asString()
        .contains("is built again")
        .contains(file().toString());
    assertThat(Files.readAllBytes(file())).isEqualTo(whole);
  }

  @Test
  void noDamageIsOverlooked() throws Exception {
    get(KEY);
    byte[] whole = Files.readAllBytes(file());
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      if (i % 3 == 1) damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      if (i % 3 == 2) damaged = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(9));
      Files.write(file(), damaged);
      // A header may be damaged where it means the same, for example in the case of a letter.
      cache.find(KEY).ifPresent(p -> assertThat(p).isEqualTo(plan));
      if (i % 3 != 1) assertThat(cache.find(KEY)).isEmpty();
    }
  }

  @Test
  void threadsThatWantTheSamePlanBuildItOnce() throws Exception {
    CyclicBarrier together = new CyclicBarrier(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(
          threads.submit(
              () -> {
                together.await();
                return get(KEY);
              }));
    }
    for (Future<byte[]> one : all) assertThat(one.get()).isEqualTo(plan);
    threads.shutdown();
    assertThat(builds).hasValue(1);
  }

  @Test
  void processesThatWantTheSamePlanBuildItOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(Processes.java(List.of(), Child.class, folder.toString()).inheritIO().start());
    }
    for (Process process : processes) assertThat(process.waitFor()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().endsWith(".built"))).hasSize(1);
    }
    assertThat(cache.find(KEY)).isPresent();
  }

  /** Another worker on this machine: leaves a file of its own for each build. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      new PlanCache(folder, false)
          .findOrBuild(
              "yolo",
              KEY,
              () -> {
                try {
                  Path built = folder.resolve(ProcessHandle.current().pid() + ".built");
                  Files.createFile(built);
                  Thread.sleep(500); // long enough for the others to ask meanwhile
                  return new byte[] {7};
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }
  }

  @Test
  void aBuildThatFailsLeavesTheWayFree() throws Exception {
    assertThatThrownBy(
            () ->
                cache.findOrBuild(
                    "yolo",
                    KEY,
                    () -> {
                      throw new ModelException("refused: 3 of 9 matched");
                    }))
        .isInstanceOf(ModelException.class)
        .hasMessage("refused: 3 of 9 matched");
    assertThat(cache.find(KEY)).isEmpty();
    assertThat(get(KEY)).isEqualTo(plan);
  }

  @Test
  void aCacheThatCannotBeWrittenKeepsNobodyFromServing() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    PlanCache cache = new PlanCache(file, false);
    assertThat(cache.findOrBuild("yolo", KEY, () -> plan)).isEqualTo(plan);
    assertThat(log.warnings()).singleElement().asString().contains("every start builds the plan");
    assertThatThrownBy(cache::requireWritable)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--plan-cache");
  }

  /** Whether or not there is a cache, no plan serves that nobody has compared with the CPU. */
  @Test
  void aPlanThatNoCacheKeepsIsTriedAllTheSame() throws Exception {
    PlanCache none = new PlanCache(Files.createFile(folder.resolve("file")), false);
    PlanCache.Builder refused =
        new PlanCache.Builder() {
          @Override
          public byte[] build() {
            return plan;
          }

          @Override
          public void check(byte[] tried) {
            throw new ModelException("refused: 3 of 9 matched");
          }
        };
    assertThatThrownBy(() -> none.findOrBuild("yolo", KEY, refused))
        .isInstanceOf(ModelException.class)
        .hasMessage("refused: 3 of 9 matched");
  }

  @Test
  void whatIsOfNoUseWhenItIsTriedIsBuiltAnewAtTheNextStart() throws Exception {
    byte[] better = {9, 9};
    List<byte[]> built = new ArrayList<>(List.of(plan, better));
    PlanCache.Builder builder =
        new PlanCache.Builder() {
          @Override
          public byte[] build() {
            return built.remove(0);
          }

          @Override
          public void check(byte[] tried) throws GpuException {
            if (tried.length > 2) throw new GpuException("deserializeCudaEngine failed");
          }
        };
    assertThatThrownBy(() -> cache.findOrBuild("yolo", KEY, builder))
        .isInstanceOf(GpuException.class);
    assertThat(cache.findOrBuild("yolo", KEY, builder)).isEqualTo(better);
    assertThat(cache.find(KEY)).contains(better);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(f -> f.toString().endsWith(".untried"));
    }
  }

  /** Whatever stands here for the end of a process, no start after it meets the plan again. */
  @Test
  void whatEndsTheProcessWhenItIsTriedIsBuiltAnewInTheEnd() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    PlanCache.Builder builder =
        new PlanCache.Builder() {
          @Override
          public byte[] build() {
            builds.incrementAndGet();
            return plan;
          }

          @Override
          public void check(byte[] tried) {
            if (starts.incrementAndGet() < 3) throw new StackOverflowError();
          }
        };
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> cache.findOrBuild("yolo", KEY, builder))
          .isInstanceOf(StackOverflowError.class);
    }
    assertThat(builds).hasValue(1);
    assertThat(cache.findOrBuild("yolo", KEY, builder)).isEqualTo(plan);
    assertThat(builds).hasValue(2);
  }

  /** As on a network file system without locks: none is to be had, and all else works. */
  @Test
  void aFolderWithoutLocksKeepsPlansAllTheSame() throws Exception {
    Files.createDirectories(file().resolveSibling(file().getFileName() + ".lock"));
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(builds).hasValue(1);
    assertThat(log.warnings()).singleElement().asString().contains("cannot be locked");
    assertThat(new PlanCache(folder, true).findOrBuild("yolo", KEY, () -> plan)).isEqualTo(plan);
  }

  private Path obstructed() throws IOException {
    // A folder in the place of the plan: neither read nor replaced, whoever one is.
    return Files.createDirectories(file().resolve("x")).getParent();
  }

  @Test
  void aPlanThatCannotBeKeptIsBuiltOnceAndServes() throws Exception {
    obstructed();
    assertThat(get(KEY)).isEqualTo(plan);
    assertThat(builds).hasValue(1);
    assertThat(log.warnings())
        .last()
        .asString()
        .contains("not kept, the next start builds it again");
  }

  @Test
  void whoBuildsForTheCacheAloneIsToldThatItDoesNotKeepThePlan() throws Exception {
    Path obstacle = obstructed();
    PlanCache strict = new PlanCache(folder, true);
    assertThatThrownBy(() -> strict.findOrBuild("yolo", KEY, () -> plan))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("plan " + obstacle + " was built and cannot be kept: ")
        .hasMessageEndingWith("; name another folder with --plan-cache");
    PlanCache none = new PlanCache(Files.createFile(folder.resolve("file")), true);
    assertThatThrownBy(() -> none.findOrBuild("yolo", KEY, () -> plan))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void aPlanThatIsOfNoUseIsReplacedUnlessAnotherWorkerHasDoneSo() throws Exception {
    get(KEY);
    byte[] better = {1, 2, 3};
    assertThat(cache.replace("yolo", KEY, plan, () -> better)).isEqualTo(better);
    assertThat(
            cache.replace(
                "yolo",
                KEY,
                plan,
                () -> {
                  throw new AssertionError("is there");
                }))
        .isEqualTo(better);
  }

  @Test
  void whatAKilledProcessHasLeftIsRemovedAndWhatIsBeingWrittenStays() throws Exception {
    Path old = Files.write(folder.resolve("ab12-ab.plan123.part"), new byte[9]);
    Path fresh = Files.write(folder.resolve("ab12-cd.plan456.part"), new byte[9]);
    Path other = Files.write(folder.resolve("notes.txt"), new byte[9]);
    FileTime twoHoursAgo = FileTime.from(Instant.now().minusSeconds(7200));
    Files.setLastModifiedTime(old, twoHoursAgo);
    Files.setLastModifiedTime(other, twoHoursAgo);
    get(KEY);
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(other).exists();
  }

  @Test
  void prunesPlansThatNobodyUsesAndLeftoversAndNothingElse() throws Exception {
    get(KEY);
    Instant now = Instant.now();
    Path used = file();
    Path old = aged("ab12-fp16-b8-01.plan", now.minus(Duration.ofDays(31)));
    Path untried = aged("ab12-fp16-b8-02.plan.untried", now.minus(Duration.ofDays(31)));
    Path part = aged("ab12-fp16-b8-03.plan7.part", now.minus(Duration.ofHours(2)));
    Path recent = aged("ab12-fp16-b8-04.plan", now.minus(Duration.ofDays(29)));
    Path other = aged("notes.txt", now.minus(Duration.ofDays(31)));
    assertThat(new CacheFolder(folder).prune(now.minus(Duration.ofDays(30))))
        .containsExactlyInAnyOrder(old, untried);
    assertThat(List.of(old, untried, part)).noneMatch(Files::exists);
    assertThat(List.of(used, recent, other)).allMatch(Files::exists);
    assertThat(TensorRt.prune(folder.resolve("none"), Duration.ofDays(30))).isEmpty();
    assertThatThrownBy(() -> TensorRt.prune(used, Duration.ofDays(30)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("plan cache " + used + " cannot be pruned: ");
  }

  private Path aged(String name, Instant time) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[9]);
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void aPlanThatIsInUseShowsItAllTheTime() throws Exception {
    Path file = aged("ab12-fp16-b8-01.plan", Instant.EPOCH);
    PlanUse.show(file, Duration.ofMillis(10));
    assertThat(Files.getLastModifiedTime(file).toInstant()).isAfter(Instant.EPOCH);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    await().until(() -> Files.getLastModifiedTime(file).toInstant().isAfter(Instant.EPOCH));
  }

  @Test
  void warnsOfAFolderThatEverybodyMayWriteTo() throws Exception {
    try (CapturedLog log = CapturedLog.of(CacheFolder.class)) {
      get(KEY);
      assertThat(log.warnings()).isEmpty();
      Files.delete(file());
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      get(KEY);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(folder + " is writable by every user", "plans are code", "chmod o-w");
    }
    assertThat(new CacheFolder(folder.resolve("none")).risk()).isNull();
  }
}
