package dev.warren.faults.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScrapeTest {
  private final Scrape scrape =
      new Scrape(
          """
          # HELP warren_settlements_total frames
          warren_settlements_total{kind="ack"} 90.0
          warren_settlements_total{kind="requeue"} 4.0
          warren_settlements_total{kind="lost"} 1.0
          warren_deliveries_total 100.0
          warren_inflight_frames 3.0
          warren_replies_total{result="confirmed"} 1.5E2
          warren_stage_seconds_bucket{stage="run",le="+Inf"} 7.0
          """);

  @Test
  void sumsBySampleAndLabel() {
    assertThat(scrape.sum("warren_settlements_total")).isEqualTo(95);
    assertThat(scrape.sum("warren_settlements_total", "ack")).isEqualTo(90);
    assertThat(scrape.sum("warren_replies_total", "confirmed")).isEqualTo(150);
    assertThat(scrape.sum("warren_settlements")).isZero();
  }

  @Test
  void knowsWhatIsMissingFromTheBooks() {
    assertThat(scrape.imbalance()).isEqualTo(2);
    assertThat(scrape.held()).isEqualTo(3);
  }

  /** Else a metric that has another name would balance, as 0. */
  @Test
  void booksOfWhichAFigureIsMissingDoNotBalance() {
    assertThat(new Scrape("warren_deliveries_total 0\nwarren_settlements_total 0\n").imbalance())
        .isNaN();
    assertThat(new Scrape("warren_deliveries_total 0\nwarren_inflight_frames 0\n").imbalance())
        .isNaN();
  }
}
