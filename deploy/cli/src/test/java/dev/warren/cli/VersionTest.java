package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void theBuildHasWrittenItDown() {
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(Version.revision()).matches("unknown|[0-9a-f]{7,40}");
    assertThat(new Version().getVersion()).containsExactly("warren " + Version.current());
  }
}
