package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers are those of Ultralytics' LetterBox(auto=False), by hand or by its own code. */
class PlacingTest {
  @ParameterizedTest
  @CsvSource({
    // image, input, left, top, width, height
    "640, 480, 640, 640, 0, 80, 640, 480",
    "480, 640, 640, 640, 80, 0, 480, 640",
    "1280, 720, 640, 640, 0, 140, 640, 360",
    "810, 1080, 640, 640, 80, 0, 480, 640",
    "128, 128, 640, 640, 0, 0, 640, 640", // scaled up
    "640, 425, 640, 640, 0, 107, 640, 425", // 107.5 - 0.1
    "427, 640, 640, 640, 106, 0, 427, 640", // 106.5 - 0.1
    "1, 3000, 640, 640, 319, 0, 1, 640", // 0.2 pixels become one: 319.5 - 0.1
    "3000, 1, 640, 640, 0, 319, 640, 1",
    "1, 1, 640, 640, 0, 0, 640, 640",
    "100, 100, 96, 64, 16, 0, 64, 64", // not a square input
    "16384, 1, 64, 96, 0, 47, 64, 1",
  })
  void placesLikeUltralytics(
      int imageWidth,
      int imageHeight,
      int inputWidth,
      int inputHeight,
      int left,
      int top,
      int width,
      int height) {
    Placing placing = Placing.of(imageWidth, imageHeight, inputWidth, inputHeight);

    assertThat(placing.left()).isEqualTo(left);
    assertThat(placing.top()).isEqualTo(top);
    assertThat(placing.width()).isEqualTo(width);
    assertThat(placing.height()).isEqualTo(height);
  }

  @Test
  void staysInsideTheInputForEverySize() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      int inputWidth = 1 + random.nextInt(700);
      int inputHeight = 1 + random.nextInt(700);
      Placing p =
          Placing.of(1 + random.nextInt(16384), 1 + random.nextInt(16384), inputWidth, inputHeight);
      assertThat(p.width()).isBetween(1, inputWidth);
      assertThat(p.height()).isBetween(1, inputHeight);
      assertThat(p.left()).isBetween(0, inputWidth - p.width());
      assertThat(p.top()).isBetween(0, inputHeight - p.height());
    }
  }

  @Test
  void theWayBackPadsFromTheUnroundedSizeAsScaleBoxesDoes() {
    // 333 x 500 into 640: 426.24 wide, so 426 pixels from 107 on; scale_boxes takes 106.88 - 0.1.
    Placing placing = Placing.of(333, 500, 640, 640);

    assertThat(placing.left()).isEqualTo(107);
    assertThat(placing.letterbox().padX()).isEqualTo(107);
    assertThat(placing.letterbox().imageX(107 + 426.24)).isCloseTo(333, within(1e-9));
  }
}
