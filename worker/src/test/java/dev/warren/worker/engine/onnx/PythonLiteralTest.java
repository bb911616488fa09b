package dev.warren.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelMetadata;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {
  private static final Path FILE = Path.of("net.onnx");
  private static final int FUZZ_RUNS = 20_000;
  private static final int[] ALPHABET =
      "{}[]():, '\"\\\n0127-xuUNab\u00e9\ud83d\ude00".codePoints().toArray();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{0: 'person', 1: 'traffic light'} | {\"0\":\"person\",\"1\":\"traffic light\"}",
        "[640, 480] | [640,480]",
        "( 640 , 480 , ) | [640,480]",
        "(7,) | [7]",
        "() | []",
        "{ } | {}",
        "{-1: [ ], 'a': 0} | {\"-1\":[],\"a\":0}",
        "640 | 640",
        "\"driver's cab\" | \"driver's cab\"",
        "'say \"hi\"' | \"say \\\"hi\\\"\"",
        "'it\\'s \\\\ \\\"' | \"it's \\\\ \\\"\"",
        "'\\x41\\u00e9\\U0001f600\\101\\7z' | \"A\u00e9\ud83d\ude00A\\u0007z\"",
        "'\\n\\r\\t\\b\\f\\v\\a' | \"\\n\\r\\t\\b\\f\\u000B\\u0007\"",
        "'\u00e2ge \ud83d\ude00' | \"\u00e2ge \ud83d\ude00\"",
      })
  void readsWhatPythonWrites(String literal, String json) throws Exception {
    assertThat(PythonLiteral.parse(literal)).isEqualTo(new ObjectMapper().readTree(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{0",
        "{0:",
        "{0:1",
        "{0:1,",
        "{,}",
        "[,]",
        "[1 2]",
        "[1,,2]",
        "1 2",
        "]",
        "{[1]: 2}",
        "{0: 1, 0: 2}",
        "{0: 1, '0': 2}",
        "01",
        "-",
        "--1",
        "1.5",
        "0x10",
        "1_000",
        "99999999999",
        "None",
        "True",
        "set()",
        "(1)",
        "'a' 'b'",
        "b'a'",
        "r'a'",
        "'a",
        "'a\"",
        "'\\",
        "'\\q'",
        "'\\x4'",
        "'\\xzz'",
        "'\\u12'",
        "'\\ud800'",
        "'\\U00110000'",
        "'\\Uffffffff'",
        "'\\N{BULLET}'",
        "'a\nb'",
        "'''a'''",
        "{0: 'a'}x",
        "[[[[[[[[[[1]]]]]]]]]]",
        "\u0663",
      })
  void refusesWhatItDoesNotKnow(String literal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PythonLiteral.parse(literal))
        .withMessageMatching(".+ at character \\d+");
  }

  @Test
  void readsBackAnyTextHoweverItIsQuoted() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      String name = text(random, 12);
      assertThat(PythonLiteral.parse(quoted(name, random)).asText()).as(name).isEqualTo(name);
    }
  }

  @Test
  void damagedMetadataGivesAModelExceptionOrAModel() {
    Random random = new Random(12);
    int read = 0;
    for (int i = 0; i < FUZZ_RUNS; i++) {
      String names = damaged("{0: 'person', 1: \"driver's\", 2: '\\x41\\n'}", random);
      String imgsz = damaged("[640, 640]", random);
      try {
        ModelMetadata metadata = OnnxMetadata.read(FILE, Map.of("names", names, "imgsz", imgsz));
        assertThat(metadata.classNames()).isNotEmpty().doesNotContain("");
        read++;
      } catch (ModelException e) {
        assertThat(e.getMessage()).startsWith("net.onnx: ").doesNotContain("\n");
      }
    }
    assertThat(read).isBetween(FUZZ_RUNS / 100, FUZZ_RUNS * 9 / 10);
  }

  @Test
  void lengthHasABound() {
    assertThat(PythonLiteral.parse("[" + "1,".repeat(99_999) + "1]")).hasSize(100_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PythonLiteral.parse("[".repeat((1 << 20) + 1)))
        .withMessageContaining("longer than 1048576");
  }

  private static String damaged(String text, Random random) {
    StringBuilder result = new StringBuilder(text);
    for (int edits = random.nextInt(4); edits > 0 && !result.isEmpty(); edits--) {
      int at = random.nextInt(result.length());
      switch (random.nextInt(4)) {
        case 0 -> result.deleteCharAt(at);
        case 1 -> result.insert(at, text(random, 3));
        case 2 -> result.setLength(at);
        default -> result.replace(at, at + 1, text(random, 1));
      }
    }
    return result.toString();
  }

  private static String text(Random random, int length) {
    int[] codePoints =
        random.ints(length, 0, ALPHABET.length).map(place -> ALPHABET[place]).toArray();
    return new String(codePoints, 0, length);
  }

  /** With either quote, and each character plain or in one of its escapes. */
  private static String quoted(String text, Random random) {
    char quote = random.nextBoolean() ? '\'' : '"';
    StringBuilder result = new StringBuilder().append(quote);
    for (int c : text.codePoints().toArray()) {
      boolean plain = c != quote && c != '\\' && c != '\n';
      if (plain && random.nextBoolean()) {
        result.appendCodePoint(c);
      } else if (c < 256 && random.nextBoolean()) {
        result.append("\\x%02x".formatted(c));
      } else if (c < 0x10000 && random.nextBoolean()) {
        result.append("\\u%04X".formatted(c));
      } else {
        result.append("\\U%08x".formatted(c));
      }
    }
    return result.append(quote).toString();
  }
}
