package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.onnx.OnnxModel;
import dev.warren.worker.engine.onnx.Quantisation;
import dev.warren.worker.engine.onnxruntime.ActivationRanges;
import dev.warren.worker.parity.ParityCheck;
import dev.warren.worker.parity.PictureFolder;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanLoaderTest {
  @TempDir Path cache;
  private final FakeGpu gpu = new FakeGpu(FakeGpu.H100);
  private final List<String> checks = new ArrayList<>();
  private final PlanTools tools =
      new PlanTools(
          PlanTools.NONE.pictures(),
          (reference, built, precision) ->
              checks.add(reference.name() + " " + built.name() + " " + precision));

  private static final PlanTools REFUSING =
      new PlanTools(
          PlanTools.NONE.pictures(),
          (reference, built, precision) -> {
            throw new ModelException("demo: 3 of 9 matched");
          });

  static Engine reference() {
    return Engines.load(EngineConfig.of(DemoModel.onnx(), 1));
  }

  private PlanLoader loader(FakeGpu gpu, Precision precision, int maxBatch) {
    return loader(gpu, precision, maxBatch, "demo");
  }

  private PlanLoader loader(FakeGpu gpu, Precision precision, int maxBatch, String name) {
    TensorRtConfig config = new TensorRtConfig(0, precision, 3, null, null, cache);
    return new PlanLoader(gpu, config, new ModelFile(DemoModel.onnx(), name), maxBatch);
  }

  private Engine load(FakeGpu gpu, Precision precision, int maxBatch) {
    return loader(gpu, precision, maxBatch).load(tools, PlanLoaderTest::reference);
  }

  private List<Path> plans() throws Exception {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(f -> f.toString().endsWith(".plan")).sorted().toList();
    }
  }

  @Test
  void buildsOnceAndTriesThePlanBeforeItIsKept() throws Exception {
    assertThat(loader(gpu, Precision.FP16, 0).isBuilt(tools)).isFalse();
    try (Engine engine = load(gpu, Precision.FP16, 0)) {
      assertThat(engine.name()).isEqualTo("tensorrt");
      assertThat(engine.version()).isEqualTo("10.6.0");
      assertThat(engine.needsCores()).isFalse();
      assertThat(engine.spec().maxBatch()).isEqualTo(16);
      assertThat(engine.spec().version()).isEqualTo(reference().spec().version());
    }
    assertThat(checks).containsExactly("onnxruntime tensorrt FP16");
    assertThat(loader(gpu, Precision.FP16, 0).isBuilt(tools)).isTrue();
    load(gpu, Precision.FP16, 0).close();
    assertThat(gpu.builds).hasSize(1);
    assertThat(checks).hasSize(1);
    assertThat(gpu.open()).isZero();
    BuildRecipe recipe = gpu.builds.get(0);
    assertThat(recipe.imageShape()).containsExactly(320L, 320L, 3L);
    assertThat(recipe.profiles()).isEqualTo(new BatchLadder(16).profiles());
  }

  @Test
  void theTimeOfAPlanIsThatOfItsLastUse() throws Exception {
    compile(false);
    Path plan = plans().get(0);
    Files.setLastModifiedTime(plan, FileTime.fromMillis(0));
    compile(false);
    assertThat(Files.getLastModifiedTime(plan).toMillis()).as("compiled").isPositive();
    Files.setLastModifiedTime(plan, FileTime.fromMillis(0));
    load(gpu, Precision.FP16, 4).close();
    assertThat(Files.getLastModifiedTime(plan).toMillis()).as("served").isPositive();
    assertThat(gpu.builds).hasSize(1);
  }

  /** Of the file that {@code compile} was given, and of the worker's {@code --model-name}. */
  @Test
  void aPlanServesUnderWhateverNameTheModelHas() throws Exception {
    compile(false);
    PlanLoader gate = loader(gpu, Precision.FP16, 4, "gate");
    assertThat(gate.isBuilt(tools)).isTrue();
    try (Engine engine = gate.load(tools, PlanLoaderTest::reference)) {
      assertThat(engine.spec().name()).isEqualTo("gate");
    }
    assertThat(gpu.builds).hasSize(1);
    assertThat(plans()).hasSize(1);
  }

  @Test
  void gpusVersionsAndPrecisionsSideBySideNeverMix() throws Exception {
    FakeGpu l4 = new FakeGpu(FakeGpu.L4);
    FakeGpu newer = new FakeGpu(new Gpu.Info(0, "Fake H100", "9.0", "10.15.1", "13.1"));
    for (int round = 0; round < 2; round++) {
      load(gpu, Precision.FP16, 4).close();
      load(gpu, Precision.FP32, 4).close();
      load(gpu, Precision.FP16, 8).close();
      load(l4, Precision.FP16, 4).close();
      load(newer, Precision.FP16, 4).close();
    }
    assertThat(gpu.builds).hasSize(3);
    assertThat(l4.builds).hasSize(1);
    assertThat(newer.builds).hasSize(1);
    assertThat(plans()).hasSize(5);

    // Whatever name a plan is given, the fake fails the test if it ever sees another GPU's.
    List<Path> plans = plans();
    byte[] first = Files.readAllBytes(plans.get(0));
    for (int i = 0; i + 1 < plans.size(); i++) {
      Files.copy(plans.get(i + 1), plans.get(i), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    Files.write(plans.get(plans.size() - 1), first);
    load(gpu, Precision.FP16, 4).close();
    load(l4, Precision.FP16, 4).close();
    load(newer, Precision.FP16, 4).close();
    assertThat(gpu.builds.size() + l4.builds.size() + newer.builds.size()).isEqualTo(8);
  }

  @Test
  void aPlanThatIsRefusedIsNotKept() throws Exception {
    assertThatThrownBy(
            () -> loader(gpu, Precision.FP16, 4).load(REFUSING, PlanLoaderTest::reference))
        .isInstanceOf(ModelException.class)
        .hasMessage("demo: 3 of 9 matched");
    assertThat(plans()).isEmpty();
    assertThat(gpu.open()).isZero();

    // A worker that is started again is refused again, or not, without minutes of building.
    assertThatThrownBy(
            () -> loader(gpu, Precision.FP16, 4).load(REFUSING, PlanLoaderTest::reference))
        .hasMessage("demo: 3 of 9 matched");
    load(gpu, Precision.FP16, 4).close();
    assertThat(gpu.builds).hasSize(1);
    assertThat(plans()).hasSize(1);
    assertThat(checks).hasSize(1);
  }

  @Test
  void whatWasRefusedIsBuiltAnewWhenAskedForOrOfNoUse() throws Exception {
    PlanLoader loader = loader(gpu, Precision.FP16, 4);
    assertThatThrownBy(() -> loader.compile(REFUSING, PlanLoaderTest::reference, false))
        .isInstanceOf(ModelException.class);
    loader.compile(tools, PlanLoaderTest::reference, true);
    assertThat(gpu.builds).hasSize(2);
    assertThat(checks).hasSize(1);
  }

  @Test
  void aPictureThatCannotBeComparedOnIsFoundBeforeTheBuild(@TempDir Path canaries)
      throws Exception {
    Files.write(canaries.resolve("a.jpg"), new byte[] {(byte) 0xFF, (byte) 0xD8, 1, 2});
    PlanTools comparing =
        new PlanTools(PictureFolder::open, new ParityCheck(PictureFolder::open, canaries));
    assertThatThrownBy(
            () -> loader(gpu, Precision.FP16, 1).load(comparing, PlanLoaderTest::reference))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("a.jpg");
    assertThat(gpu.builds).isEmpty();
  }

  /** It is what is in the folder that runs, whoever built it. */
  @Test
  void aPlanThatEverybodyMayReplaceIsWarnedOfAtEachStart() throws Exception {
    load(gpu, Precision.FP16, 1).close();
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (CapturedLog log = CapturedLog.of(CacheFolder.class)) {
      load(gpu, Precision.FP16, 1).close();
      assertThat(log.warnings()).singleElement().asString().contains("writable by every user");
    }
    assertThat(gpu.builds).hasSize(1);
  }

  @Test
  void saysWhyTensorRtCannotUseAModel() {
    gpu.broken = "build";
    assertThatThrownBy(() -> load(gpu, Precision.FP16, 4))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("warren-demo.onnx: TensorRT cannot use it: build: fake error 2");
  }

  @Test
  void int8AsksForPictures() {
    assertThatThrownBy(() -> load(gpu, Precision.INT8, 4))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--calibration");
  }

  /** The edited model, through buffers, rungs and graphs, beside the model itself on the CPU. */
  @Test
  void findsWhatTheCpuFindsInFp16() {
    ParityCheck check = new ParityCheck(PictureFolder::open, null);
    loader(gpu, Precision.FP16, 4)
        .load(new PlanTools(PictureFolder::open, check), PlanLoaderTest::reference)
        .close();
    assertThat(gpu.builds).hasSize(1);
  }

  /** Before a worker serves on the CPU while the plan is built, and the build fails behind it. */
  @Test
  void aPictureThatCannotBeUsedIsFoundByTheLookForThePlan(@TempDir Path pictures) throws Exception {
    for (int i = 0; i < 20; i++) {
      byte[] jpeg = Pictures.encode(Pictures.quarters(300, 200), "jpg");
      Files.write(pictures.resolve("%02d.jpg".formatted(i)), jpeg);
    }
    ParityCheck check = new ParityCheck(PictureFolder::open, pictures);
    PlanTools tools = new PlanTools(PictureFolder::open, check);
    ModelFile file = new ModelFile(DemoModel.onnx(), "demo");
    TensorRtConfig int8 = new TensorRtConfig(0, Precision.INT8, 3, pictures, pictures, cache);
    assertThat(new PlanLoader(gpu, int8, file, 2).isBuilt(tools)).isFalse();

    Path text = Files.writeString(pictures.resolve("99.jpg"), "no picture");
    assertThatThrownBy(() -> new PlanLoader(gpu, int8, file, 2).isBuilt(tools))
        .as("to quantise by")
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(text + ": not an image");
    Files.delete(text);
    Path cut = pictures.resolve("00.jpg");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 700));
    TensorRtConfig fp16 = new TensorRtConfig(0, Precision.FP16, 3, null, pictures, cache);
    assertThatThrownBy(() -> new PlanLoader(gpu, fp16, file, 2).isBuilt(tools))
        .as("to compare on")
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(cut + ": ");
    assertThat(gpu.builds).isEmpty();
  }

  @Test
  void quantisesByThePicturesAndIsStillTheSameModel(@TempDir Path pictures) throws Exception {
    for (int i = 0; i < 4; i++) {
      Files.write(
          pictures.resolve(i + ".jpg"), Pictures.encode(Pictures.quarters(300 + i, 200), "jpg"));
    }
    AtomicInteger decoded = new AtomicInteger();
    PlanTools tools =
        new PlanTools(
            (folder, width, height) -> counting(PictureFolder.open(folder, width, height), decoded),
            new ParityCheck(PictureFolder::open, pictures));
    TensorRtConfig config = new TensorRtConfig(0, Precision.INT8, 3, pictures, pictures, cache);
    ModelFile file = new ModelFile(DemoModel.onnx(), "demo");
    assertThat(new PlanLoader(gpu, config, file, 2).isBuilt(tools)).isFalse();
    new PlanLoader(gpu, config, file, 2).load(tools, PlanLoaderTest::reference).close();
    assertThat(decoded).as("each once").hasValue(4);
    new PlanLoader(gpu, config, file, 2).load(tools, PlanLoaderTest::reference).close();
    assertThat(decoded).as("none for a plan that is there").hasValue(4);
    assertThat(gpu.builds).extracting(BuildRecipe::precision).containsExactly(Precision.INT8);
    assertThat(plans()).hasSize(1);
    assertThat(Files.size(plans().get(0))).isGreaterThan(Files.size(DemoModel.onnx()));

    // As many pictures, one of them another: other scales, another plan.
    Files.copy(
        pictures.resolve("0.jpg"), pictures.resolve("3.jpg"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(new PlanLoader(gpu, config, file, 2).isBuilt(tools)).isFalse();
  }

  private static PlanTools.Pictures counting(PlanTools.Pictures pictures, AtomicInteger decoded) {
    return new PlanTools.Pictures() {
      @Override
      public int count() {
        return pictures.count();
      }

      @Override
      public ByteBuffer input(int index) {
        decoded.incrementAndGet();
        return pictures.input(index);
      }

      @Override
      public byte[] content(int index) {
        return pictures.content(index);
      }

      @Override
      public void close() {
        pictures.close();
      }
    };
  }

  @Test
  void aLaneThatDoesNotFitSaysWhatToLowerAndLeavesNothing() {
    for (String call :
        List.of("openStream", "allocateHost", "allocate", "openContext", "synchronize")) {
      try (Engine engine = load(gpu, Precision.FP16, 4)) {
        gpu.broken = call;
        assertThatThrownBy(engine::openLane)
            .as(call)
            .isInstanceOf(ModelException.class)
            .hasMessageContaining(call)
            .hasMessageContaining("--max-batch");
        gpu.broken = "";
      }
      assertThat(gpu.open()).as(call).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whicheverCallFailsNothingIsLeft(boolean isFatal) throws Exception {
    load(gpu, Precision.FP16, 1).close();
    gpu.isFatal = isFatal;
    int calls = 0;
    boolean failed = true;
    for (; failed; calls++) {
      gpu.callsToFailure.set(calls);
      failed = !runs(loader(gpu, Precision.FP16, 1));
      gpu.lost = false;
      assertThat(gpu.open()).as("after the failure of call %d", calls).isZero();
    }
    assertThat(calls).isGreaterThan(10);
  }

  /** Whether a plan that is there opens, and a lane of it runs, with no call that fails. */
  private boolean runs(PlanLoader loader) {
    try (Engine engine = loader.load(PlanTools.NONE, PlanLoaderTest::reference);
        Lane lane = engine.openLane()) {
      lane.run(1);
      return gpu.callsToFailure.get() >= 0;
    } catch (ModelException | DeviceException | EngineException e) {
      return false;
    }
  }

  @Test
  void aNetworkThatCannotBeRecordedRunsAllTheSame() throws Exception {
    try (Engine engine = load(gpu, Precision.FP16, 4)) {
      gpu.broken = "capture";
      try (Lane lane = engine.openLane()) {
        gpu.broken = "launch"; // not used
        gpu.runs.clear();
        assertThat(lane.run(3).shape()[0]).isEqualTo(3);
        assertThat(gpu.runs).containsExactly(3);
      }
    }
    assertThat(gpu.open()).isZero();
  }

  @Test
  void aRunThatFailsLeavesTheLaneUsable() throws Exception {
    try (Engine engine = load(gpu, Precision.FP16, 4);
        Lane lane = engine.openLane()) {
      gpu.broken = "launch";
      assertThatThrownBy(() -> lane.run(2))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("launch: fake error 2");
      gpu.broken = "";
      assertThat(lane.run(2).shape()[0]).isEqualTo(2);
    }
  }

  @Test
  void aLostDeviceIsNoFailureOfABatch() throws Exception {
    try (Engine engine = load(gpu, Precision.FP16, 4);
        Lane lane = engine.openLane()) {
      gpu.lost = true;
      assertThatThrownBy(() -> lane.run(1))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("CUDA error 700");
      assertThatThrownBy(engine::openLane).isInstanceOf(DeviceException.class);
    }
    assertThat(gpu.open()).isZero();
  }

  @Test
  void everyRungIsWarmBeforeTheFirstFrame() throws Exception {
    try (Engine engine = load(gpu, Precision.FP16, 6);
        Lane lane = engine.openLane()) {
      assertThat(gpu.runs).contains(1, 2, 3, 4, 6);
      gpu.runs.clear();
      lane.run(5);
      assertThat(gpu.runs).containsExactly(6);
    }
  }

  private Path compile(boolean again) {
    return loader(gpu, Precision.FP16, 4).compile(tools, PlanLoaderTest::reference, again);
  }

  @Test
  void compilesOnceUnlessItIsToBuildAgain() throws Exception {
    Path plan = compile(false);
    assertThat(plans()).containsExactly(plan);
    compile(false);
    assertThat(gpu.builds).hasSize(1);
    assertThat(compile(true)).isEqualTo(plan);
    assertThat(gpu.builds).hasSize(2);
    assertThat(checks).hasSize(2);
    assertThat(gpu.open()).isZero();
  }

  @Test
  void aPlanOutlivesABuildThatFails() throws Exception {
    Path plan = compile(false);
    byte[] whole = Files.readAllBytes(plan);
    gpu.broken = "build";
    assertThatThrownBy(() -> compile(true))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("build: fake error 2");
    assertThat(Files.readAllBytes(plan)).isEqualTo(whole);
    load(gpu, Precision.FP16, 4).close(); // needs no build
  }

  @Test
  void compileSaysThatTheCacheDoesNotKeepThePlan() throws Exception {
    Path plan = compile(false);
    Files.delete(plan);
    Files.createDirectories(plan.resolve("x"));
    for (boolean again : new boolean[] {false, true}) {
      assertThatThrownBy(() -> compile(again))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(plan + " was built and cannot be kept")
          .hasMessageContaining("--plan-cache");
    }
    assertThat(gpu.open()).isZero();
  }

  /** Graphs and contexts run the plan: they go first, whoever is closed last. */
  @Test
  void aLaneThatOutlivesItsEngineFreesItsHandlesBeforeThePlan() throws Exception {
    Engine engine = load(gpu, Precision.FP16, 4);
    Lane first = engine.openLane();
    Lane last = engine.openLane();
    engine.close();
    assertThat(first.run(1).shape()[0]).isEqualTo(1);
    first.close();
    assertThat(last.run(2).shape()[0]).isEqualTo(2);
    last.close();
    assertThat(gpu.open()).isZero();
  }

  @Test
  void batchesWhoseInputNoBufferHoldsAreRefused() {
    // 3 * 320 * 320 bytes each
    assertThat(loader(gpu, Precision.FP16, 6_990)).isNotNull();
    assertThatThrownBy(() -> loader(gpu, Precision.FP16, 6_991))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "batches of 6991 take an input of 2147635200 bytes, limit 2147483647; lower"
                + " --max-batch");
  }

  @Test
  void batchesWhoseOutputNoBufferHoldsAreRefused() throws Exception {
    load(gpu, Precision.FP16, 4).close();
    int rows = 4 + reference().spec().classNames().size();
    long anchors = Integer.MAX_VALUE / (4L * Float.BYTES * rows);
    gpu.statedOutput = new Gpu.Tensor("output0", new long[] {-1, rows, anchors}, "FLOAT");
    load(gpu, Precision.FP16, 4).close();
    gpu.statedOutput = new Gpu.Tensor("output0", new long[] {-1, rows, anchors + 1}, "FLOAT");
    assertThatThrownBy(() -> load(gpu, Precision.FP16, 4))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "batches of 4 give an output of more than 2147483647 bytes; lower --max-batch");
    assertThat(gpu.open()).isZero();
  }

  @Test
  void aPlanForSomethingElseIsRefused() throws Exception {
    load(gpu, Precision.FP16, 4).close();
    Gpu.Tensor input = new Gpu.Tensor("images", new long[] {-1, 320, 320, 3}, "UINT8");
    int rows = 4 + reference().spec().classNames().size();
    Gpu.Tensor output = new Gpu.Tensor("output0", new long[] {-1, rows, 2100}, "FLOAT");
    gpu.statedInput = input;
    gpu.statedOutput = output;
    load(gpu, Precision.FP16, 4).close();

    gpu.statedInput = new Gpu.Tensor("images", input.shape(), "FLOAT");
    assertRefused("takes images FLOAT[-1, 320, 320, 3] and gives output0 FLOAT");
    gpu.statedInput = new Gpu.Tensor("images", new long[] {-1, 320, 321, 3}, "UINT8");
    assertRefused("takes images UINT8[-1, 320, 321, 3]");
    gpu.statedInput = input;
    gpu.statedOutput = new Gpu.Tensor("output0", output.shape(), "HALF");
    assertRefused("gives output0 HALF");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(() -> load(gpu, Precision.FP16, 4))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "demo: the plan "
                + part.replaceFirst("^gives", "takes images UINT8[-1, 320, 320, 3] and gives"))
        .hasMessageContaining("not UINT8 of 307200 bytes and FLOAT");
    assertThat(gpu.open()).isZero();
  }

  @Test
  void aModelThatIsQuantisedAlreadyIsForInt8Alone(@TempDir Path folder) throws Exception {
    OnnxModel model = OnnxModel.read(DemoModel.onnx());
    Quantisation quantisation = Quantisation.of(model);
    Path quantised = folder.resolve("eight.onnx");
    ByteBuffer picture = ByteBuffer.allocateDirect(320 * 320 * 3);
    for (int i = 0; i < picture.capacity(); i++) picture.put(i, (byte) (i * 31));
    Files.write(
        quantised,
        quantisation.with(ActivationRanges.measure(quantisation, List.of(picture), 1)).bytes());
    ModelFile file = new ModelFile(quantised, "eight");
    for (Precision precision : new Precision[] {Precision.FP16, Precision.FP32}) {
      TensorRtConfig config = new TensorRtConfig(0, precision, 3, null, null, cache);
      assertThatThrownBy(() -> new PlanLoader(gpu, config, file, 2))
          .isInstanceOf(ModelException.class)
          .hasMessage(quantised + ": is quantised; use --precision int8");
    }
    TensorRtConfig config = new TensorRtConfig(0, Precision.INT8, 3, null, null, cache);
    new PlanLoader(gpu, config, file, 2).load(tools, PlanLoaderTest::reference).close();
    assertThat(checks).as("and needs no pictures").containsExactly("onnxruntime tensorrt INT8");
  }

  @Test
  void hasAsManyLanesAsCoresFeed() {
    assertThat(TensorRtEngine.lanes(1)).isEqualTo(2);
    assertThat(TensorRtEngine.lanes(8)).isEqualTo(2);
    assertThat(TensorRtEngine.lanes(12)).isEqualTo(3);
    assertThat(TensorRtEngine.lanes(16)).isEqualTo(4);
    assertThat(TensorRtEngine.lanes(128)).isEqualTo(4);
    try (Engine engine = load(gpu, Precision.FP16, 1)) {
      int cores = Runtime.getRuntime().availableProcessors();
      assertThat(engine.suggestedLanes()).isEqualTo(TensorRtEngine.lanes(cores));
    }
  }
}
