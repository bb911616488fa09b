package dev.warren.worker.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.warren.protocol.FailReason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReferenceTest {
  private static final int LIMIT = 4 << 20;
  private static final String DIGEST = "ab".repeat(32);
  private static final String GOOD =
      "{\"uri\":\"https://Store.Example/frames/1.jpg?sig=s3cret\",\"sha256\":\""
          + DIGEST
          + "\",\"size\":1234,\"media_type\":\"image/jpeg\",\"later\":[1]}";

  private static FrameReference parse(String json) throws ReferenceException {
    return FrameReference.parse(json.getBytes(StandardCharsets.UTF_8), LIMIT);
  }

  @Test
  void readsAndNormalises() throws ReferenceException {
    FrameReference r = parse(GOOD);
    assertThat(r.uri()).hasToString("https://store.example:443/frames/1.jpg?sig=s3cret");
    assertThat(r.sha256()).isEqualTo(DIGEST);
    assertThat(r.size()).isEqualTo(1234);
    assertThat(r.mediaType()).isEqualTo("image/jpeg");
    assertThat(r.toString()).contains("store.example").doesNotContain("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"size\":1234 | \"size\":0 | MALFORMED | size is not a whole number above 0",
        "\"size\":1234 | \"size\":-1 | MALFORMED | size is not a whole number above 0",
        "\"size\":1234 | \"size\":12.5 | MALFORMED | size is not a whole number above 0",
        "\"size\":1234 | \"size\":\"1\" | MALFORMED | size is not a whole number above 0",
        "\"size\":1234 | \"size\":4194305 | OVERSIZE | size 4194305, limit 4194304 bytes",
        "\"size\":1234 | \"size\":99999999999999999999999 | MALFORMED | is not JSON",
        "\"size\":1234 | \"size\":1,\"size\":2 | MALFORMED | is not JSON",
        "\"size\": | \"gr\": | MALFORMED | size is missing",
        "abab | ABAB | MALFORMED | sha256 is not 64 lower-case hexadecimal digits",
        "image/jpeg | image/gif | UNSUPPORTED | media_type is none of",
        "[1] | [[[[[[1]]]]]] | MALFORMED | is not JSON",
        "[1]} | [1]} 1 | MALFORMED | is not JSON",
      })
  void saysWhatIsWrong(String from, String to, FailReason reason, String words) {
    ReferenceException e =
        catchThrowableOfType(ReferenceException.class, () -> parse(GOOD.replace(from, to)));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.isPassing()).isFalse();
    assertThat(e).hasMessageContaining(words);
    assertThat(e.getMessage()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "1", "{", "\u0000"})
  void whatIsNoObjectIsMalformed(String json) {
    assertThat(catchThrowableOfType(ReferenceException.class, () -> parse(json))).isNotNull();
  }

  @Test
  void aLongDocumentIsNotRead() {
    String json = GOOD + " ".repeat(FrameReference.MAX_DOCUMENT_BYTES);
    assertThat(catchThrowableOfType(ReferenceException.class, () -> parse(json)))
        .hasMessageContaining("limit 4096");
  }
}
