package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  @Test
  void tellsTypesFromTheEndingsOfNames() {
    for (String name : List.of("a.jpg", "a.b.JPEG", ".jpe", "a b.Jfif")) {
      assertThat(ImageTypes.ofName(name)).as(name).hasValue("image/jpeg");
    }
    assertThat(ImageTypes.ofName("a.PNG")).hasValue("image/png");
    assertThat(ImageTypes.ofName("a.webp")).hasValue("image/webp");
    assertThat(ImageTypes.ofName("a.bmp")).hasValue("image/bmp");
    assertThat(ImageTypes.ofName("a.gif")).hasValue("image/gif");
    assertThat(ImageTypes.ofName("a.tif")).isEqualTo(ImageTypes.ofName("a.tiff"));
    for (String name : List.of("", "jpg", "ajpg", "a.jpg.txt", "a.", "a.jpg ")) {
      assertThat(ImageTypes.ofName(name)).as(name).isEmpty();
    }
  }

  private static void assertSniffs(String bytes, String type) {
    assertThat(ImageTypes.sniff(bytes.getBytes(ISO_8859_1))).hasValue(type);
  }
}
