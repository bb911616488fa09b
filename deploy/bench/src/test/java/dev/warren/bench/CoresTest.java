package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CoresTest {
  @Test
  void givesMostToWhatIsMeasured() {
    assertThat(Cores.apart(2)).isEqualTo(new Cores("0-0", "1-1"));
    assertThat(Cores.apart(16)).isEqualTo(new Cores("0-11", "12-15"));
    assertThatThrownBy(() -> Cores.apart(1)).hasMessageContaining("two cores");
  }

  @Test
  void sharedCoresNeedNoPrefix() {
    assertThat(Cores.prefix(Cores.SHARED.measured())).isEmpty();
    assertThat(Cores.prefix("0-2")).containsExactly("/usr/bin/taskset", "-c", "0-2");
    assertThat(Cores.SHARED.text()).isEqualTo("shared");
  }
}
