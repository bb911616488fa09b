package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.protocol.ConnectionLostException;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.NackedException;
import dev.warren.protocol.PublishException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0};

  private final HandClock clock = new HandClock();
  private final List<FrameRequest> published = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Tally tally = new Tally(problems::add);

  @Test
  void sendsEachCameraAtItsPaceUntilTheTimeIsUp() throws Exception {
    run(config(5, 0, Duration.ofSeconds(2), OnFull.WAIT), cameras("a", "b"), this::take);
    assertThat(published).hasSize(20);
    assertThat(clock.elapsedMillis()).isEqualTo(2_000);
    assertThat(published.get(3).camera()).isEqualTo("b");
    assertThat(published.get(3).seq()).isEqualTo(1);
    assertThat(published.get(3).capturedAtMs()).isEqualTo(1_700_000_000_300L);
    assertThat(published.stream().map(FrameRequest::id).distinct()).hasSize(20);
    assertThat(published.get(3).id()).isEqualTo("run/3/b");
  }

  @Test
  void stopsAtTheCountInTotal() throws Exception {
    run(config(0, 7, null, OnFull.WAIT), cameras("a", "b", "c"), this::take);
    assertThat(published).hasSize(7);
    assertThat(report().isComplete()).isTrue();
    assertThat(tally.report(0, 2_000_000_000L).line())
        .isEqualTo("published 7, confirmed 7, dropped 0, 3.5 frames/s over 2.0 s");
  }

  @Test
  void endsInTimeThoughNoFrameIsDueThen() throws Exception {
    run(config(0.1, 0, Duration.ofSeconds(2), OnFull.WAIT), cameras("a"), this::take);
    assertThat(published).hasSize(1);
    assertThat(clock.elapsedMillis()).isEqualTo(2_000);
  }

  @Test
  void framesLiveAsLongAsTheyAreTold() throws Exception {
    Duration ttl = Duration.ofMillis(500);
    run(
        new GatewayConfig("run", "demo", 0, 1, null, ttl, Freshness.LATEST, OnFull.WAIT, 2),
        cameras("a"),
        this::take);
    assertThat(published.get(0).ttlMs()).isEqualTo(500);
    assertThat(published.get(0).freshness()).isEqualTo(Freshness.LATEST);
  }

  @Test
  void camerasThatShowTheSameFilesSendDifferentFrames() throws Exception {
    List<FrameSource> sources = List.of(pictures("x", 2), pictures("x", 2));
    run(config(10, 0, null, OnFull.WAIT), sources, this::take);
    assertThat(published.stream().map(FrameRequest::id).distinct()).hasSize(4);
  }

  @Test
  void endsWithItsSources() throws Exception {
    List<FrameSource> sources = List.of(pictures("a", 2), pictures("b", 5));
    run(config(10, 0, null, OnFull.WAIT), sources, this::take);
    assertThat(published).hasSize(7);
  }

  @Test
  void waitingLosesTicksButNoFrames() throws Exception {
    // Closed for the first second.
    run(
        config(10, 0, Duration.ofSeconds(2), OnFull.WAIT),
        cameras("a"),
        frame -> clock.elapsedMillis() < 1_000 ? Optional.empty() : take(frame));
    assertThat(report().dropped()).isZero();
    assertThat(report().published()).isEqualTo(published.size());
    assertThat(published.size() + report().missed()).isBetween(19L, 21L);
    assertThat(report().missed()).isBetween(7L, 9L);
    assertThat(report().line()).contains(", " + report().missed() + " frames left out (held up");
  }

  @Test
  void droppingKeepsTheNewestAndCounts() throws Exception {
    run(
        config(10, 0, Duration.ofSeconds(2), OnFull.DROP),
        cameras("a"),
        frame -> clock.elapsedMillis() < 1_000 ? Optional.empty() : take(frame));
    assertThat(report().missed()).isZero();
    assertThat(published.size() + report().dropped()).isEqualTo(20);
    assertThat(published.get(0).seq()).isEqualTo(8); // two of the first ten waited
  }

  @Test
  void stopsAtOnceWhenToldTo() throws Exception {
    clock.stopAfterMillis(500);
    run(config(10, 0, null, OnFull.WAIT), cameras("a"), frame -> Optional.empty());
    assertThat(clock.elapsedMillis()).isLessThan(510);
    assertThat(report().published()).isZero();
    assertThat(report().dropped()).isEqualTo(2);
  }

  @Test
  void namesWhatCouldNotBeReadAndGoesOn() throws Exception {
    FrameSource source =
        new FrameSource() {
          private int calls;

          @Override
          public Optional<SourceFrame> next() throws UnreadableFrameException {
            calls++;
            if (calls == 2) {
              throw new UnreadableFrameException("b.jpg: gone", null);
            }
            return calls > 3 ? Optional.empty() : Optional.of(new SourceFrame("a", "a", JPEG));
          }
        };
    run(config(0, 0, null, OnFull.WAIT), List.of(source), this::take);
    assertThat(published).hasSize(2);
    assertThat(problems).containsExactly("b.jpg: gone");
    assertThat(report().isComplete()).isFalse();
    assertThat(report().line()).contains(", 1 unreadable");
  }

  @Test
  void sendsWhatIsNoPictureForTheWorkerToRefuse() throws Exception {
    byte[] text = "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    FrameSource source =
        new FrameSource() {
          private boolean sent;

          @Override
          public Optional<SourceFrame> next() {
            boolean first = !sent;
            sent = true;
            return first ? Optional.of(new SourceFrame("x.jpg", "x", text)) : Optional.empty();
          }
        };
    run(config(0, 0, null, OnFull.WAIT), List.of(source), this::take);
    assertThat(published.get(0).contentType()).isEqualTo("application/octet-stream");
  }

  @Test
  void aFailedConfirmMakesTheRunIncomplete() throws Exception {
    run(
        config(0, 3, null, OnFull.WAIT),
        cameras("a"),
        frame -> Optional.of(CompletableFuture.failedFuture(new IllegalStateException("gone"))));
    assertThat(report().unconfirmed()).isEqualTo(3);
    assertThat(report().isComplete()).isFalse();
    assertThat(problems).containsExactly("gone");
    assertThat(report().line()).contains("published 3, confirmed 0, 3 without confirm");
  }

  @Test
  void framesThatTheBrokerDoesNotTakeAreCountedByTheReason() throws Exception {
    Iterator<PublishException> reasons =
        List.of(
                new NackedException("1"),
                new NackedException("2"),
                new ConnectionLostException("3", "gone", null))
            .iterator();
    run(
        config(5, 3, null, OnFull.DROP),
        cameras("a"),
        frame -> Optional.of(CompletableFuture.failedFuture(reasons.next())));
    assertThat(report().line())
        .contains(
            "published 3, confirmed 0, 2 refused by the broker, 1 without confirm, dropped 0");
    assertThat(report().isComplete()).isFalse();
    assertThat(problems).as("once, and none of the connection").hasSize(1);
  }

  @Test
  void theNewestPictureOfALiveCameraLeavesWhenThereIsRoom() throws Exception {
    LiveSource camera = new LiveSource();
    clock.onWait = camera::show;
    clock.stopAfterMillis(5_000);
    run(
        config(5, 0, null, OnFull.WAIT),
        List.of(pictures("a", 3), camera),
        frame -> clock.elapsedMillis() < 2_000 ? Optional.empty() : take(frame));
    assertThat(clock.elapsedMillis()).isGreaterThanOrEqualTo(5_000); // it outlives the files
    long live = published.stream().filter(frame -> frame.camera().equals("live")).count();
    assertThat(live).isPositive();
    assertThat(published).hasSize((int) live + 3);
    assertThat(camera.shown).isEqualTo(live + camera.overtaken + (camera.newest == null ? 0 : 1));
    assertThat(report().missed()).isGreaterThanOrEqualTo(camera.overtaken);
  }

  @Test
  void whatALiveCameraShowsAfterTheLastFrameIsNotLeftOut() throws Exception {
    LiveSource camera = new LiveSource();
    clock.onWait = camera::show;
    CompletableFuture<Void> confirm = new CompletableFuture<>();
    run(
        config(5, 1, null, OnFull.WAIT),
        List.of(camera),
        frame -> {
          published.add(frame);
          return Optional.of(confirm);
        });
    assertThat(camera.shown).isGreaterThan(100); // while the confirm was waited for
    assertThat(published).hasSize(1);
    assertThat(report().missed()).isZero();
  }

  @Test
  void aPictureIsAsOldAsWhenItCame() throws Exception {
    long cameAtMs = clock.epochMillis() - 60_000;
    FrameSource source = () -> Optional.of(new SourceFrame("old", "old", JPEG, cameAtMs));
    run(config(5, 1, null, OnFull.WAIT), List.of(source), this::take);
    assertThat(published.get(0).capturedAtMs()).isEqualTo(cameAtMs);
  }

  @Test
  void recordingsThatAreHeldUpAreSentLaterAndNotLeftOut() throws Exception {
    FrameSource pictures = pictures("a", 20);
    FrameSource recording =
        new FrameSource() {
          @Override
          public Optional<SourceFrame> next() throws UnreadableFrameException {
            return pictures.next();
          }

          @Override
          public boolean waits() {
            return true;
          }
        };
    run(
        config(10, 0, null, OnFull.WAIT),
        List.of(recording),
        frame -> clock.elapsedMillis() < 1_000 ? Optional.empty() : take(frame));
    assertThat(published).hasSize(20);
    assertThat(report().missed()).isZero();
  }

  @Test
  void refusesToDropWithoutAPace() {
    assertThatThrownBy(() -> config(0, 0, null, OnFull.DROP)).hasMessageContaining("fps is 0");
  }

  private void run(GatewayConfig config, List<FrameSource> sources, Outlet outlet)
      throws InterruptedException {
    missed = new Gateway(config, sources, outlet, tally, clock).run();
  }

  private long missed;

  private GatewayReport report() {
    return tally.report(missed, 1_000_000_000L);
  }

  private Optional<CompletableFuture<Void>> take(FrameRequest frame) {
    published.add(frame);
    return Optional.of(CompletableFuture.completedFuture(null));
  }

  private static GatewayConfig config(double fps, long count, Duration duration, OnFull onFull) {
    return new GatewayConfig("run", "demo", fps, count, duration, null, Freshness.EVERY, onFull, 2);
  }

  private static List<FrameSource> cameras(String... names) {
    List<FrameSource> list = new ArrayList<>();
    for (String name : names) {
      list.add(pictures(name, Integer.MAX_VALUE));
    }
    return list;
  }

  private static FrameSource pictures(String camera, int count) {
    return new FrameSource() {
      private int sent;

      @Override
      public Optional<SourceFrame> next() {
        return sent++ < count
            ? Optional.of(new SourceFrame(camera, camera, JPEG))
            : Optional.empty();
      }
    };
  }

  /** Shows a picture when told to. */
  private static final class LiveSource implements FrameSource {
    private Runnable listener;
    private SourceFrame newest;
    private long shown;
    private long overtaken;

    void show(long number) {
      shown++;
      if (newest != null) overtaken++;
      boolean isNews = newest == null;
      newest = new SourceFrame("live-" + number, "live", JPEG);
      if (isNews) listener.run();
    }

    @Override
    public Optional<SourceFrame> next() {
      Optional<SourceFrame> taken = Optional.ofNullable(newest);
      newest = null;
      return taken;
    }

    @Override
    public boolean isLive() {
      return true;
    }

    @Override
    public void onPicture(Runnable listener) {
      this.listener = listener;
    }

    @Override
    public long overtaken() {
      return overtaken;
    }
  }
}
