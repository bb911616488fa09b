package dev.warren.worker.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.Detection;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.testing.SimulatedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedEngineTest {
  /** A landscape picture in the T4's input: 640x360 of it. */
  private static final Letterbox LANDSCAPE = new Letterbox(1280, 720, 0.5, 0, 140);

  @TempDir private Path folder;

  @Test
  void findsTheSameBoxesInEveryImage() throws Exception {
    try (Engine engine = load(SimulatedModels.t4(), 0);
        Lane lane = engine.openLane()) {
      Postprocessor post = new Postprocessor(engine.spec(), PostprocessConfig.DEFAULT);
      List<Detection> first = post.detections(lane.run(1), 0, LANDSCAPE);

      assertThat(first).extracting(Detection::classId).containsExactly(0, 1, 2);
      assertThat(first)
          .allSatisfy(
              found -> {
                assertThat(found.box().x2() - found.box().x1()).isGreaterThan(100);
                assertThat(found.box().y2() - found.box().y1()).isGreaterThan(100);
              });
      lane.input().put(0, (byte) 1);
      for (int i = 0; i < 16; i++) {
        assertThat(post.detections(lane.run(16), i, LANDSCAPE)).isEqualTo(first);
      }
    }
  }

  @Test
  void manyDetectionsInASmallInputStaySeparate() throws Exception {
    Path model = write("{'input':[64,64],'classes':2,'run_ms':{'1':0},'detections':84}");
    try (Engine engine = load(model, 0);
        Lane lane = engine.openLane()) {
      Postprocessor post = new Postprocessor(engine.spec(), PostprocessConfig.DEFAULT);
      Letterbox whole = new Letterbox(64, 64, 1, 0, 0);

      assertThat(post.detections(lane.run(1), 0, whole)).hasSize(84);
    }
  }

  @Test
  void aRunTakesItsTimeEvenWhenInterrupted() throws Exception {
    Path model = write("{'input':[32,32],'classes':1,'run_ms':{'1':20}}");
    try (Engine engine = load(model, 0);
        Lane lane = engine.openLane()) {
      Thread.currentThread().interrupt();
      long start = System.nanoTime();
      lane.run(1);

      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void isFoundByItsEndingOrByItsEngine() {
    try (Engine engine = load(SimulatedModels.noOp(), 0)) {
      assertThat(engine.name()).isEqualTo("simulated");
      assertThat(engine.spec().name()).isEqualTo("no-op");
      assertThat(engine.spec().maxBatch()).isEqualTo(32);
    }
    Path stem = SimulatedModels.h200().resolveSibling("h200-yolo11n");
    try (Engine engine =
        Engines.load(new EngineConfig("simulated", stem, null, 2, 1, TensorRtConfig.DEFAULT))) {
      assertThat(engine.spec().maxBatch()).isEqualTo(2);
    }
    Path absent = folder.resolve("absent.simulated");
    assertRefused(absent, 0, "no such file; check the path, or write one like those in");
    assertThatThrownBy(
            () ->
                Engines.load(
                    new EngineConfig(
                        "pytorch", SimulatedModels.t4(), null, 0, 1, TensorRtConfig.DEFAULT)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is a simulated model, and the engine pytorch reads TorchScript");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                    | is no JSON object",
        "[]                                                  | is no JSON object",
        "{'input'                                            | is not JSON: ",
        "{'input':[1,1],'input':[2,2]}                       | is not JSON: Duplicate field 'input'",
        "{} {}                                               | is not JSON: Trailing token",
        "{'imput':[64,64]}                                   | field 'imput' is not known",
        "{'classes':1}                                       | input is not [height, width]: absent",
        "{'input':[64]}                                      | input is not [height, width]: [64]",
        "{'input':[64,0]}                | input[1] is not an integer within 1..8192: 0",
        "{'input':[64,64],'classes':0}   | classes is not an integer within 1..2000: 0",
        "{'input':[64,64],'classes':[]}  | classes is not 1 to 2000 names: []",
        "{'input':[64,64],'classes':['a',7]} | classes[1] is not a name: 7",
        "{'input':[64,64],'classes':1}   | run_ms is not an object of milliseconds",
        "{'input':[64,64],'classes':1,'run_ms':{'x':1}}      | not within 1..1024: 'x'",
        "{'input':[64,64],'classes':1,'run_ms':{'1025':1}}   | not within 1..1024: '1025'",
        "{'input':[64,64],'classes':1,'run_ms':{'1':-1}} | run_ms[1] is not a number within 0..60000",
        "{'input':[64,64],'classes':1,'run_ms':{'1':'a'}} | run_ms[1] is not a number within 0..60000",
        "{'input':[64,64],'classes':1,'run_ms':{'1':1},'detections':85} | detections is not an integer within 0..84: 85",
        "{'input':[64,64],'classes':1,'run_ms':{'1':1},'jitter':1}      | jitter is not a number within 0..0.9: 1",
        "{'input':[8192,8192],'classes':1,'run_ms':{'16':1}} | limit 1073741824; lower --max-batch",
      })
  void namesTheFieldTheRuleAndTheValue(String json, String rule) throws IOException {
    assertRefused(write(json == null ? "" : json), 0, rule);
  }

  @Test
  void namesBatchesThatAreTooLarge() {
    assertRefused(SimulatedModels.t4(), 17, "run_ms has no time for batches of 17, only up to 16");
  }

  @Test
  void readsNoMoreOfAFileThanADescriptionMayHave() throws IOException {
    assertRefused(write("[" + " ".repeat(1 << 16) + "]"), 0, "no larger than 65536 bytes");
  }

  private static Engine load(Path model, int maxBatch) {
    return Engines.load(EngineConfig.of(model, maxBatch));
  }

  private static void assertRefused(Path model, int maxBatch, String rule) {
    assertThatThrownBy(() -> load(model, maxBatch))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model + ": ")
        .hasMessageContaining(rule)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private Path write(String json) throws IOException {
    return Files.writeString(folder.resolve("m.simulated"), json.replace('\'', '"'));
  }
}
