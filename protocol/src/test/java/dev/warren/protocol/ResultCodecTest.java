package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultCodecTest {
  private static final FrameResult DETECTED =
      new FrameResult.Detected(
          Samples.REF,
          new ImageSize(1280, 720),
          List.of(
              new Detection("person", 0, 0.91324999, new Box(812.414, 96.0349, 901.7, -0.001))));

  @Test
  void theBytesAreFixed() {
    assertThat(new String(ResultCodec.encode(DETECTED), UTF_8))
        .isEqualTo(
            "{\"schema\":\"vision.detected.v1\",\"id\":\""
                + Samples.REF.resultId()
                + "\",\"request_id\":\"cam7-1841\",\"camera\":\"gate-3\",\"seq\":1841,\"model\":\"yolo11n\","
                + "\"model_version\":\"sha256:ab12\",\"captured_at_ms\":1763690400123,"
                + "\"image\":{\"width\":1280,\"height\":720},\"detections\":[{\"class\":\"person\",\"class_id\":0,"
                + "\"confidence\":0.9132,\"box\":{\"x1\":812.41,\"y1\":96.03,\"x2\":901.7,\"y2\":0}}]}");
    FrameRef bare = new FrameRef("i", "", null, "m", null, null);
    String id =
        "{\"schema\":\"vision.%s.v1\",\"id\":\""
            + bare.resultId()
            + "\",\"request_id\":\"i\",\"camera\":\"\",\"model\":\"m\",";
    assertThat(
            new String(
                ResultCodec.encode(new FrameResult.Skipped(bare, SkipReason.SUPERSEDED)), UTF_8))
        .isEqualTo(id.formatted("skipped") + "\"reason\":\"superseded\"}");
    assertThat(
            new String(
                ResultCodec.encode(
                    new FrameResult.Failed(bare, FailReason.ENGINE_ERROR, "engine", "why", true)),
                UTF_8))
        .isEqualTo(
            id.formatted("failed")
                + "\"reason\":\"engine_error\",\"stage\":\"engine\",\"detail\":\"why\",\"retryable\":true}");
  }

  @Test
  void theIdIsFixed() {
    // printf 'cam7-1841\0yolo11n\0sha256:ab12' | sha256sum
    assertThat(Samples.REF.resultId())
        .isEqualTo("947ee5f08a4b670eb4de418422e58b218d33999ebe8d3cd33d1821a3c93af009");
    assertThat(new FrameRef("", "a", 1L, "m", null, null).resultId())
        .isNotEqualTo(new FrameRef("", "a", 2L, "m", null, null).resultId());
  }

  @Test
  void whatIsEncodedIsDecoded() {
    for (long seed = 0; seed < 2000; seed++) {
      FrameResult result = Samples.result(new Random(seed));
      byte[] json = ResultCodec.encode(result);
      assertThat(ResultCodec.decode(json)).as("seed %d", seed).isEqualTo(result);
      assertThat(ResultCodec.encode(ResultCodec.decode(json))).isEqualTo(json);
    }
  }

  @Test
  void everyLocaleWritesTheSame() {
    byte[] expected = ResultCodec.encode(DETECTED);
    Locale before = Locale.getDefault();
    try {
      for (String tag : List.of("de-DE", "ar-EG", "hi-IN-u-nu-deva", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(ResultCodec.encode(DETECTED)).as(tag).isEqualTo(expected);
        assertThat(ResultCodec.decode(expected).status()).isEqualTo("detected");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "-0.004, 0",
    "0.005, 0.01",
    "1.005, 1.01",
    "2.5, 2.5",
    "100, 100",
    "1e7, 10000000",
    "123456789.126, 123456789.13",
    "-3.10, -3.1",
    "1e-300, 0",
    "4e9, 4000000000"
  })
  void decimalsArePlainAndShort(double value, String text) {
    assertThat(Decimals.format(value, 2)).isEqualTo(text);
  }

  @Test
  void unknownFieldsAreIgnored() {
    String json =
        new String(ResultCodec.encode(DETECTED), UTF_8)
            .replaceFirst("\\{", "{\"new\":{\"a\":[1]},");
    assertThat(ResultCodec.decode(json.getBytes(UTF_8)).frame()).isEqualTo(Samples.REF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schema\":\"vision.detected.v1\" | \"schema\":\"vision.detected.v2\" | schema is unknown: vision.detected.v2",
        "\"schema\":\"vision.detected.v1\", | '' | schema is missing",
        "\"camera\":\"gate-3\" | \"camera\":3 | camera is not a string: 3",
        "\"camera\":\"gate-3\" | \"camera\":null | camera is missing",
        "\"seq\":1841 | \"seq\":1.5 | seq is not a whole number: 1.5",
        "\"seq\":1841 | \"seq\":99999999999999999999 | seq is not a whole number",
        "\"seq\":1841 | \"seq\":1,\"seq\":2 | result is not JSON: Duplicate",
        "\"width\":1280 | \"width\":0 | result breaks a rule: width < 1: 0",
        "\"width\":1280 | \"width\":\"1280\" | image.width is not a whole number",
        "\"x1\":812.41, | '' | detections[0].box.x1 is missing",
        "\"x1\":812.41 | \"x1\":1e999 | detections[0].box.x1 is not a number below 1e60",
        "\"x1\":812.41 | \"x1\":-1e80 | detections[0].box.x1 is not a number below 1e60: -1.0E80",
        "\"x1\":812.41 | \"x1\":NaN | result is not JSON",
        "\"confidence\":0.9132 | \"confidence\":1.1 | result breaks a rule: confidence outside 0..1: 1.1",
        "\"detections\":[ | \"detections\":[7, | detections[0] is not an object",
        "}]} | }]}} | result is not JSON",
        "}]} | }] | result is not JSON",
      })
  void refusesWhatBreaksTheContract(String from, String to, String message) {
    String json = new String(ResultCodec.encode(DETECTED), UTF_8);
    assertThat(json).contains(from);
    byte[] broken = json.replace(from, to).getBytes(UTF_8);
    assertThatThrownBy(() -> ResultCodec.decode(broken))
        .isInstanceOf(MalformedResultException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesWhatIsNoObjectOrTooMuch() {
    for (String json :
        List.of(
            "",
            "null",
            "7",
            "[]",
            "\"x\"",
            "[".repeat(100_000),
            "{\"a\":".repeat(1000),
            "\u0000")) {
      assertThatThrownBy(() -> ResultCodec.decode(json.getBytes(UTF_8)))
          .isInstanceOf(MalformedResultException.class);
    }
    assertThatThrownBy(() -> ResultCodec.decode(new byte[ResultCodec.MAX_BODY_BYTES + 1]))
        .isInstanceOf(MalformedResultException.class)
        .hasMessageStartingWith("result > 8388608 bytes");
    String longText = "{\"schema\":\"" + "x".repeat(20_000) + "\"}";
    assertThatThrownBy(() -> ResultCodec.decode(longText.getBytes(UTF_8)))
        .isInstanceOf(MalformedResultException.class);
  }

  @Test
  void aLongDetailIsCutBetweenCharacters() {
    String detail = "x".repeat(499) + "😀";
    assertThat(
            new FrameResult.Failed(Samples.REF, FailReason.INTERNAL, "s", detail, false).detail())
        .hasSize(499);
  }
}
