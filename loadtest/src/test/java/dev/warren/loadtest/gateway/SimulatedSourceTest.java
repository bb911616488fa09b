package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.ImageTypes;
import org.junit.jupiter.api.Test;

class SimulatedSourceTest {
  private final SimulatedCamera camera = new SimulatedCamera("gate", 1, 128, 96);

  @Test
  void sendsJpegs() {
    SourceFrame frame = new SimulatedSource(camera, 0.8f, 0).next().orElseThrow();
    assertThat(frame.camera()).isEqualTo("gate");
    assertThat(ImageTypes.sniff(frame.body())).contains(ImageTypes.JPEG);
  }

  @Test
  void aSceneOfBoundedLengthStartsAgain() {
    SimulatedSource source = new SimulatedSource(camera, 0.8f, 2);
    byte[] first = source.next().orElseThrow().body();
    byte[] second = source.next().orElseThrow().body();
    assertThat(second).isNotEqualTo(first);
    assertThat(source.next().orElseThrow().body()).isSameAs(first);
  }
}
