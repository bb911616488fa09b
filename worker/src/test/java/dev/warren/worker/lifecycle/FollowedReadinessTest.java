package dev.warren.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FollowedReadinessTest {
  private final Readiness service = new Readiness();
  private final Readiness former = new Readiness();
  private final Readiness next = new Readiness();

  @Test
  void isReadyOnlyWhileTheFollowedOneIs() {
    service.follow(former);
    assertThat(service.isReady()).isTrue();
    former.obstruct("engine", "broken");
    service.obstruct("change", "device lost");
    assertThat(service.isReady()).isFalse();
    assertThat(service.reasons()).containsExactly("change: device lost", "engine: broken");
    service.clear("change");
    assertThat(service.isReady()).isFalse();
  }

  @Test
  void whatTheFormerOneIsInTroubleWithIsNoMatterAnyMore() {
    service.follow(former);
    former.obstruct("drain", "stopping");
    service.follow(next);
    assertThat(service.isReady()).isTrue();
    assertThat(service.reasons()).isEmpty();
  }
}
