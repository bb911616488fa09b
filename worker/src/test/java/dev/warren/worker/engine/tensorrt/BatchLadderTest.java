package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.tensorrt.BuildRecipe.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLadderTest {
  @Test
  void risesByHalvesToTheLargest() {
    assertThat(new BatchLadder(1).rungs()).containsExactly(1);
    assertThat(new BatchLadder(2).rungs()).containsExactly(1, 2);
    assertThat(new BatchLadder(5).rungs()).containsExactly(1, 2, 3, 4, 5);
    assertThat(new BatchLadder(32).rungs()).containsExactly(1, 2, 3, 4, 6, 8, 12, 16, 24, 32);
    assertThat(new BatchLadder(20).rungs()).containsExactly(1, 2, 3, 4, 6, 8, 12, 16, 20);
  }

  @Test
  void aBatchRunsOnTheNextRung() {
    for (int most = 1; most <= 130; most++) {
      BatchLadder ladder = new BatchLadder(most);
      assertThat(ladder.rungs()).isSorted().doesNotHaveDuplicates().endsWith(most);
      for (int count = 1; count <= most; count++) {
        int rung = ladder.rung(count);
        assertThat(ladder.rungs()).contains(rung);
        assertThat(rung).isGreaterThanOrEqualTo(count).isLessThanOrEqualTo(count + count / 2);
      }
    }
    assertThatThrownBy(() -> new BatchLadder(4).rung(5)).hasMessageContaining("1..4: 5");
  }

  @Test
  void profilesCoverEveryRungOnce() {
    assertThat(new BatchLadder(1).profiles()).containsExactly(new Profile(1, 1, 1));
    assertThat(new BatchLadder(32).profiles())
        .containsExactly(new Profile(1, 1, 1), new Profile(2, 8, 8), new Profile(9, 32, 32));
    for (int most = 1; most <= 130; most++) {
      List<Profile> profiles = new BatchLadder(most).profiles();
      int next = 1;
      for (Profile profile : profiles) {
        assertThat(profile.min()).isEqualTo(next);
        next = profile.max() + 1;
      }
      assertThat(next).isEqualTo(most + 1);
    }
  }
}
