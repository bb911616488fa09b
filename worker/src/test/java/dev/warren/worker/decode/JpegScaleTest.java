package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.ImageTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegScaleTest {
  @ParameterizedTest
  @CsvSource({
    "1920, 1080, 640, 640, HALF",
    "1080, 1920, 640, 640, HALF",
    "3840, 2160, 640, 640, QUARTER",
    "5120, 2880, 640, 640, EIGHTH", // 640x360: exactly the place
    "1280, 720, 640, 640, HALF",
    "1278, 720, 640, 640, WHOLE", // 639 columns would be too few
    "1080, 1080, 640, 640, WHOLE",
    "640, 480, 640, 640, WHOLE",
    "8, 8, 640, 640, WHOLE",
    "1921, 1080, 640, 640, WHOLE", // 2 does not divide both sides
    "3840, 2162, 640, 640, HALF", // 4 does not
    "100, 400, 200, 50, HALF", // upright a quarter would do, turned it would not
  })
  void isNeverSmallerThanThePlaceInTheInput(
      int width, int height, int inputWidth, int inputHeight, JpegScale expected) {
    ImageHeader jpeg = new ImageHeader(ImageTypes.JPEG, width, height);

    assertThat(JpegScale.smallest(jpeg, inputWidth, inputHeight)).isEqualTo(expected);
  }

  @Test
  void isForJpegAlone() {
    ImageHeader png = new ImageHeader(ImageTypes.PNG, 3840, 2160);

    assertThat(JpegScale.smallest(png, 640, 640)).isEqualTo(JpegScale.WHOLE);
  }
}
