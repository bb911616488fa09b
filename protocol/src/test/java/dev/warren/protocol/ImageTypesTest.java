package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageTypesTest {
  @Test
  void tellsTypesFromTheirFirstBytes() {
    assertSniffs("\u00FF\u00D8\u00FF\u00E0", "image/jpeg");
    assertSniffs("\u0089PNG\r\n\u001A\n", "image/png");
    assertSniffs("RIFF....WEBPVP8 ", "image/webp");
    assertSniffs("BM" + "x".repeat(24), "image/bmp");
    assertSniffs("GIF87a", "image/gif");
    assertSniffs("II*\0", "image/tiff");
    assertSniffs("....ftypavif", "image/avif");
    assertSniffs("....ftypheic", "image/heic");
    assertSniffs("%PDF-1.7", "application/pdf");
  }

  @Test
  void isNotFooledByBeginnings() {
    for (String text :
        new String[] {"", "\u00FF", "\u00FF\u00D8", "BMW", "RIFF....WAVE", "{\"uri\":1}"}) {
      assertThat(ImageTypes.sniff(text.getBytes(ISO_8859_1))).as(text).isEmpty();
    }
  }

  private static void assertSniffs(String bytes, String type) {
    assertThat(ImageTypes.sniff(bytes.getBytes(ISO_8859_1))).hasValue(type);
  }
}
