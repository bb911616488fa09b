package dev.warren.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
  @Test
  void theJsonHasTheNamesThatOthersRead() throws Exception {
    JsonNode json = new ObjectMapper().readTree(JsonReport.text(Reports.usual()));
    assertThat(json.at("/schema").asText()).isEqualTo("warren.loadtest.v1");
    assertThat(json.at("/frames").toString())
        .isEqualTo(
            "{\"published\":1000,\"confirmed\":1000,\"unconfirmed\":0,\"unroutable\":0,\"refused\":0,\"detected\":968,"
                + "\"skipped\":{\"deadline\":20,\"superseded\":0,\"shed\":0},"
                + "\"failed\":{\"malformed\":9},\"unanswered\":3,\"queued\":2,\"duplicated\":3,"
                + "\"differing\":2,\"foreign\":4,\"malformed\":0,\"unsent\":0,\"unaccounted\":1}");
    assertThat(json.at("/window").toString())
        .isEqualTo(
            "{\"seconds\":10.0,\"sent\":1000,\"unsent\":0,\"offered_per_second\":100.0,"
                + "\"answered_per_second\":99.0,\"detected_per_second\":96.0,"
                + "\"in_time\":800,\"in_time_per_second\":80.0}");
    assertThat(json.at("/latency_ms/count").asInt()).isEqualTo(970);
    assertThat(json.at("/latency_ms/p50").asDouble()).isCloseTo(485, within(1.0));
    assertThat(json.at("/latency_ms/p90").asDouble()).isCloseTo(873, within(1.0));
    assertThat(json.at("/latency_ms/p99").asDouble()).isCloseTo(961, within(1.0));
    assertThat(json.at("/latency_ms/p999").isNull()).isTrue(); // of 970
    assertThat(json.at("/latency_all_ms/p999").asDouble()).isCloseTo(999, within(1.0));
    assertThat(json.at("/latency_ms/max").asDouble()).isCloseTo(970, within(1.0));
    assertThat(json.at("/latency_ms/mean").asDouble()).isCloseTo(485.5, within(1.0));
    assertThat(json.at("/latency_all_ms/count").asInt()).isEqualTo(1_000);
    assertThat(json.at("/overhead_ms/count").asInt()).isEqualTo(500);
    assertThat(json.at("/confirm_ms/count").asInt()).isEqualTo(10);
    assertThat(json.at("/stages_ms/decode/count").asInt()).isEqualTo(5);
    assertThat(names(json, "/groups/0"))
        .isEqualTo("name cameras fps sent detected skipped failed latency_ms");
    assertThat(names(json, "/groups/0/latency_ms")).isEqualTo("count mean p50 p90 p99 p999 max");
    assertThat(names(json, "/cameras/0"))
        .isEqualTo("name sent detected skipped failed latency_ms staleness_ms");
    assertThat(names(json, "/cameras/0/latency_ms")).isEqualTo("p50 p99 max");
    assertThat(names(json, "/cameras/0/staleness_ms")).isEqualTo("p99 max");
    assertThat(names(json, "/timeline/0"))
        .isEqualTo("seconds sent_per_second answered_per_second in_time_per_second p50_ms p99_ms");
    assertThat(json.at("/groups/0/name").asText()).isEqualTo("9x10");
    assertThat(json.at("/groups/0/fps").asDouble()).isEqualTo(10);
    assertThat(json.at("/groups/0/latency_ms/p90").asDouble()).isCloseTo(90, within(1.0));
    assertThat(json.at("/cameras/0/staleness_ms/max").asDouble()).isCloseTo(100, within(1.0));
    assertThat(json.at("/cpu_cores/loadtest").asDouble()).isEqualTo(0.25); // of three decimals
  }

  private static String names(JsonNode json, String object) {
    return String.join(" ", (Iterable<String>) json.at(object)::fieldNames);
  }

  @Test
  void whatWasNotMeasuredIsNullAndNotZero() throws Exception {
    JsonNode json = new ObjectMapper().readTree(JsonReport.text(Reports.usual()));
    assertThat(json.at("/send_lag_ms").toString())
        .isEqualTo(
            "{\"count\":0,\"mean\":null,\"p50\":null,\"p90\":null,\"p99\":null,\"p999\":null,"
                + "\"max\":null}");
    assertThat(json.at("/cameras/1/latency_ms/p99").isNull()).isTrue();
  }

  @Test
  void everyRowOfTimesIsExplainedBesideIt() {
    String text = TextReport.of(Reports.usual());
    String page = HtmlReport.page(Reports.usual());
    assertThat(text)
        .contains("\noverhead    latency less decode, inference and postprocess: ")
        .contains("decode: a frame's time in each stage");
    for (String name : Reports.usual().latencies().keySet()) {
      assertThat(Legend.of(name)).as(name).isNotBlank();
    }
    assertThat(page).contains("<p>overhead: latency less decode", "<p>stage: a frame");
  }

  @Test
  void inTimeIsSaidOnlyWhereThereIsATime() {
    assertThat(TextReport.of(Reports.usual())).contains(", detected within 500 ms 80.0/s");
    assertThat(TextReport.of(Reports.named("x"))).contains(", detected 80.0/s");
  }

  @Test
  void aPercentileThatTheValuesCannotCarryIsNotShown() {
    assertThat(TextReport.of(Reports.usual()))
        .contains("p99.9 -, max 970", "p99.9       - where there are fewer than 1000 values");
    assertThat(HtmlReport.page(Reports.usual()))
        .contains("<td>–</td><td>970</td>", "p99.9 takes 1000 values.");
  }

  @Test
  void thePageIsWellFormedAndHasThreePlots() throws Exception {
    Document page = parse(HtmlReport.page(Reports.usual()));
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(3);
    assertThat(page.getElementsByTagName("path").getLength()).isEqualTo(2 + 2 + 3);
    assertThat(page.getDocumentElement().getTextContent())
        .contains("9x10", "camera-2", "skipped: deadline", "failed: malformed", "stage decode");
  }

  @Test
  void framesThatNeverLeftAreNotInTime() {
    LoadReport report = Reports.with(new WindowFigures(10, 500, 500, 500, 500, 500));
    assertThat(HtmlReport.page(report)).contains("<b>50.0 %</b><span>detected in time</span>");
  }

  @Test
  void aReportOfNothingIsWellFormedToo() throws Exception {
    LoadReport usual = Reports.usual();
    Map<String, Histogram> empty = new LinkedHashMap<>();
    usual.latencies().keySet().forEach(name -> empty.put(name, new Histogram(3)));
    LoadReport nothing =
        new LoadReport(
            usual.settings(),
            List.of(),
            new Frames(0, 0, 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), 0, 0L, 0, 0, 0, 0, 0),
            new WindowFigures(0, 0, 0, 0, 0, 0),
            empty,
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            Map.of());
    parse(HtmlReport.page(nothing));
    assertThat(HtmlReport.page(nothing)).doesNotContain("NaN", "Infinity");
    assertThat(JsonReport.text(nothing)).doesNotContain("NaN", "Infinity");
    assertThat(TextReport.of(nothing)).contains("nothing measured");
  }

  @Test
  void textFromOutsideIsEscapedEverywhere() throws Exception {
    String evil = "</td><script>alert('x')</script>&\"";
    String page = HtmlReport.page(Reports.named(evil));
    assertThat(page).doesNotContain("<script", "alert('x')").contains("&lt;script&gt;");
    Document document = parse(page);
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getDocumentElement().getTextContent()).contains(evil);
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String page = HtmlReport.page(Reports.usual());
    assertThat(page).doesNotContain("http:", "https:", "//", "url(", "src=", "href=", "@import");
    assertThat(page).contains("prefers-color-scheme:dark", "name=\"viewport\"");
  }

  @Test
  void aGapInTheTimelineIsAGapInTheLine() {
    String page = HtmlReport.page(Reports.usual());
    String p50 = page.substring(page.indexOf("Latency over time, ms<span"));
    String path = p50.substring(p50.indexOf("<path"), p50.indexOf("/>", p50.indexOf("<path")));
    assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(2);
    assertThat(path).doesNotContain("L"); // nor is the warm-up drawn
  }

  @Test
  void axesEndAtRoundNumbersAboveTheHighest() {
    for (double max : new double[] {0.003, 0.7, 1, 4, 9.9, 10, 37, 99, 1_234, 5_000}) {
      Axis axis = Axis.linear(max);
      assertThat(axis.max()).isGreaterThanOrEqualTo(max * (1 - 1e-9)).isLessThan(2 * max);
      assertThat(axis.ticks().size()).isBetween(4, 8);
    }
    assertThat(Axis.linear(37).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "10", "20", "30", "40");
    assertThat(Axis.percentiles(99.95).ticks().stream().map(Axis.Tick::label))
        .containsExactly("0", "50", "90", "99", "99.9");
    assertThat(Axis.tail(99.9)).isCloseTo(3, within(1e-9));
  }

  @Test
  void linesForPeopleNameWhatWentWrong() {
    assertThat(TextReport.of(Reports.usual()))
        .contains(
            "published 1000, confirmed 1000, detected 968, skipped (deadline) 20, failed (malformed)"
                + " 9, unanswered 3 (queued 2, unaccounted 1), duplicated 3, differing 2, foreign 4",
            "offered 100.0/s, of these answered 100.0/s, detected within 500 ms 80.0/s",
            "results     in the window, of earlier frames too: 99.0/s, detected 96.0/s")
        .doesNotContain("unconfirmed", "malformed 0");
    Frames frames =
        new Frames(50, 41, 9, 7, 1, 41, new TreeMap<>(), new TreeMap<>(), 0, 0L, 0, 0, 0, 6, 5);
    assertThat(TextReport.of(Reports.with(frames)))
        .contains("unanswered 0, unconfirmed 9 (unroutable 7, refused 1), unsent 5, malformed 6");
  }

  @Test
  void notesAndSettingsAreInEveryReport() throws Exception {
    LoadReport report = Reports.named("news");
    assertThat(TextReport.of(report)).contains("note: news");
    assertThat(HtmlReport.page(report)).contains("news");
    JsonNode json = new ObjectMapper().readTree(JsonReport.text(report));
    assertThat(json.at("/notes").toString()).isEqualTo("[\"news\"]");
    assertThat(json.at("/settings/model").asText()).isEqualTo("news");
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(page)));
  }
}
