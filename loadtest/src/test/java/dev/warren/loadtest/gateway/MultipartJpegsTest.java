package dev.warren.loadtest.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MultipartJpegsTest {
  private static final int MAX = 100;

  @Test
  void givesOnePictureAfterTheOther() throws Exception {
    MultipartJpegs pictures = of(part("first\r\n\r\n--ffmpeg\r\n") + part("") + part("third"));
    assertThat(pictures.next()).contains("first\r\n\r\n--ffmpeg\r\n".getBytes(ISO_8859_1));
    assertThat(pictures.next()).contains(new byte[0]);
    assertThat(pictures.next()).contains("third".getBytes(ISO_8859_1));
    assertThat(pictures.next()).isEmpty();
  }

  @Test
  void thePictureAmidstWhichTheEndComesIsNone() throws Exception {
    String whole = part("first") + part("second");
    for (int cut = part("first").length(); cut < whole.length() - 2; cut++) {
      MultipartJpegs pictures = of(whole.substring(0, cut));
      assertThat(pictures.next()).isPresent();
      assertThat(pictures.next()).isEmpty();
    }
  }

  @Test
  void takesNoMemoryForWhatIsTooLarge() {
    assertRefused("content-length: 101\r\n\r\n", "a picture of 101 bytes; at most 100");
    assertRefused("content-length: -1\r\n\r\n", "a picture of -1 bytes; at most 100");
    assertRefused("content-length: x\r\n\r\n", "a picture of unknown length");
    assertRefused("x".repeat(10_000), "a header line of more than 200 bytes");
  }

  private static void assertRefused(String stream, String why) {
    assertThatThrownBy(() -> of(stream).next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private static String part(String body) {
    String head = "--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: %d\r\n\r\n";
    return head.formatted(body.length()) + body + "\r\n";
  }

  private static MultipartJpegs of(String stream) {
    return new MultipartJpegs(new ByteArrayInputStream(stream.getBytes(ISO_8859_1)), MAX);
  }
}
