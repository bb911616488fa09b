package dev.warren.protocol.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuzzArgumentsTest {
  @Test
  void aTargetKeepsItsCountWhicheverWayItIsNamedAsWell() {
    long usual = FuzzTargets.named("headers").usualCount();
    for (String line : new String[] {"--json 7 json headers", "json --json 7 headers"}) {
      assertThat(FuzzArguments.parse(line.split(" ")).counts())
          .containsExactly(entry("json", 7L), entry("headers", usual));
    }
  }

  @Test
  void withoutATargetThereAreAllOfThem() {
    FuzzArguments all = FuzzArguments.parse("--seed", "7", "--from", "1234");
    assertThat(all.counts().keySet()).containsExactlyElementsOf(FuzzTargets.names());
    assertThat(all.seed()).isEqualTo(7);
    assertThat(all.first()).isEqualTo(1234);
  }

  @ParameterizedTest
  @CsvSource({
    "--json x, '--json is no number from 0 on: ''x'''",
    "--json -3, '--json is no number from 0 on: ''-3'''",
    "--seed, --seed has no value",
    "--bogus 3, no target 'bogus': one of",
    "bogus, no target 'bogus': one of"
  })
  void whatIsWrongIsNamed(String line, String message) {
    assertThatThrownBy(() -> FuzzArguments.parse(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
