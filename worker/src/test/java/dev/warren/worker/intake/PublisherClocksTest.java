package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PublisherClocksTest {
  private static final long HOUR = 3_600_000;
  private static final long NOW = 1_700_000_000_000L;

  private final PublisherClocks clocks = new PublisherClocks();

  private long prompt(String camera, long written, long now) {
    return clocks.behindMs(camera, written, null, now, 0);
  }

  private long waited(String camera, Long written, long now) {
    return clocks.behindMs(camera, written, null, now, QueueWait.UNKNOWN_MS);
  }

  @Test
  void aFrameThatCameAtOnceAndIsOldIsOfAClockThatIsBehind() {
    assertThat(prompt("a", NOW - HOUR, NOW)).isEqualTo(HOUR);
    assertThat(waited("a", NOW - HOUR, NOW + 20)).isEqualTo(HOUR);
    assertThat(waited("a", null, NOW + 20)).isEqualTo(HOUR);
  }

  @Test
  void aFrameThatMayHaveWaitedIsTakenAtItsWord() {
    assertThat(waited("a", NOW - HOUR, NOW)).isZero();
    assertThat(prompt("b", NOW - HOUR, NOW)).isEqualTo(HOUR);
    assertThat(waited("a", NOW - HOUR, NOW)).as("another camera's clock").isZero();
  }

  @Test
  void aFrameThatIsOlderThanItCanHaveWaitedIsOfAClockThatIsBehindToo() {
    assertThat(clocks.behindMs("a", NOW - HOUR, null, NOW, 30_000)).isEqualTo(HOUR);
    assertThat(clocks.behindMs("b", NOW - 34_000, null, NOW, 30_000)).isZero();
  }

  /** It waited for 20 s, which its clock's known error leaves over. */
  @Test
  void aWaitThatExplainsTheRestIsNoNewSkew() {
    assertThat(prompt("a", NOW - HOUR, NOW)).isEqualTo(HOUR);
    assertThat(clocks.behindMs("a", NOW - HOUR, null, NOW + 20_000, 30_000)).isEqualTo(HOUR);
    assertThat(clocks.behindMs("a", NOW - HOUR, null, NOW + 60_000, 30_000))
        .as("more than it can have waited")
        .isEqualTo(HOUR + 60_000);
  }

  @Test
  void aClockThatWasAheadAndIsSetBackIsBehindAlsoInABacklog() {
    assertThat(waited("a", NOW + HOUR, NOW)).isEqualTo(-HOUR);
    assertThat(clocks.behindMs("a", NOW - HOUR, null, NOW, 10_000)).isEqualTo(HOUR);
  }

  @Test
  void extremeTimesAreTimesToo() {
    for (long written : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1}) {
      clocks.behindMs("a", written, null, NOW, 10_000);
      clocks.behindMs("a", written, Long.MAX_VALUE, NOW, 0);
      clocks.behindMs("a", written, Long.MIN_VALUE, NOW, QueueWait.UNKNOWN_MS);
    }
  }

  @Test
  void aFrameFromTheFutureIsOfAClockThatIsAhead() {
    assertThat(waited("a", NOW + HOUR, NOW)).isEqualTo(-HOUR);
    assertThat(waited("a", NOW + HOUR, NOW + 900)).isEqualTo(-HOUR + 900);
  }

  @Test
  void theBrokersTimeTellsTheWaitFromTheSkew() {
    assertThat(clocks.behindMs("a", NOW - HOUR, NOW - HOUR, NOW, QueueWait.UNKNOWN_MS)).isZero();
    assertThat(clocks.behindMs("b", NOW - 2 * HOUR, NOW - HOUR, NOW, 0)).isEqualTo(HOUR);
  }

  @Test
  void secondsAreTheWayAndNoSkew() {
    assertThat(prompt("a", NOW - PublisherClocks.TOLERATED_MS, NOW)).isZero();
    assertThat(prompt("a", NOW + PublisherClocks.TOLERATED_MS, NOW)).isZero();
  }

  @Test
  void aGatewayThatWasCutOffSendsOldFramesForAMomentAndItsClockIsRight() {
    assertThat(prompt("a", NOW - 10, NOW)).isZero();
    for (int i = 0; i < 60; i++) {
      assertThat(prompt("a", NOW + i * 1_000, NOW + 60_000 + i * 20)).as("frame %d", i).isZero();
    }
    assertThat(prompt("a", NOW + 70_000, NOW + 70_010)).isZero();
    assertThat(prompt("a", NOW + 30_000, NOW + 80_000)).as("once more").isZero();
  }

  @Test
  void aClockThatWasRightAndIsSetBackIsBelievedToBeOffSoon() {
    assertThat(prompt("a", NOW, NOW)).isZero();
    assertThat(prompt("a", NOW + 1_000 - HOUR, NOW + 1_000)).isZero();
    assertThat(prompt("a", NOW + 3_000 - HOUR, NOW + 3_000)).isZero();
    assertThat(prompt("a", NOW + 6_000 - HOUR, NOW + 6_000)).isEqualTo(HOUR);
  }

  @Test
  void aClockThatIsPutRightIsRightAtOnce() {
    assertThat(prompt("a", NOW - HOUR, NOW)).isEqualTo(HOUR);
    assertThat(prompt("a", NOW + 100, NOW + 100)).isZero();
    assertThat(prompt("b", NOW + HOUR, NOW)).isEqualTo(-HOUR);
    assertThat(prompt("b", NOW - HOUR, NOW)).as("off before, off now").isEqualTo(HOUR);
  }

  @Test
  void isBounded() {
    assertThat(prompt("first", NOW - HOUR, NOW)).isEqualTo(HOUR);
    for (int i = 0; i < 1_000; i++) prompt("camera " + i, NOW - HOUR, NOW);
    assertThat(waited("first", NOW - HOUR, NOW)).as("forgotten").isZero();
    assertThat(waited("camera 999", NOW - HOUR, NOW)).isEqualTo(HOUR);
  }
}
