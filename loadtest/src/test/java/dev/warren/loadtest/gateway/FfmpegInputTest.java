package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FfmpegInputTest {
  @Test
  void onlyWhatComesInSegmentsIsReadInItsOwnTime() {
    assertThat(options("http://cam/live.m3u8?id=1")).containsSubsequence("-re", "-i", "pipe:0");
    for (String other : List.of("http://cam/video", "rtsp://cam/1", "/dev/video0", "a.mp4")) {
      assertThat(options(other)).as(other).doesNotContain("-re");
    }
  }

  private static List<String> options(String source) {
    return FfmpegInput.options(VideoInput.of(source).orElseThrow());
  }
}
