package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of W3C's recommendation, section 3. */
class TraceContextTest {
  private static final String IDS = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
  private static final String GOOD = "00-" + IDS + "-01";

  private final List<String> ignored = new ArrayList<>();

  private TraceContext read(String traceparent, String tracestate) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("traceparent", traceparent);
    headers.put("tracestate", tracestate);
    AMQP.BasicProperties p =
        new AMQP.BasicProperties.Builder().messageId("i").headers(headers).build();
    FrameRequest frame =
        FrameCodec.read("m.c", p, Samples.jpeg(9), FrameLimits.DEFAULT, ignored::add);
    TraceContext trace = new TraceContext(frame.traceparent(), frame.tracestate());
    assertThat(FrameCodec.trace(p)).isEqualTo(trace);
    return trace;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {GOOD, "00-" + IDS + "-00", "01-" + IDS + "-01", "cc-" + IDS + "-01-more.to,come"})
  void whatIsWellFormedIsKept(String traceparent) {
    assertThat(read(traceparent, null)).isEqualTo(new TraceContext(traceparent, null));
    assertThat(ignored).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-" + IDS + "-01",
        "00-" + IDS + "-01-more",
        "01-" + IDS + "-01more",
        "00-" + IDS + "-1",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        " " + GOOD
      })
  void whatIsMalformedIsDroppedWithItsState(String traceparent) {
    assertThat(read(traceparent, "congo=1")).isEqualTo(TraceContext.NONE);
    assertThat(ignored).singleElement().asString().startsWith("traceparent is not W3C");
  }

  @Test
  void whatIsTooLongIsDropped() {
    assertThat(read("01-" + IDS + "-01-" + "x".repeat(456), null).traceparent()).hasSize(512);
    assertThat(read("01-" + IDS + "-01-" + "x".repeat(457), null)).isEqualTo(TraceContext.NONE);
    assertThat(read(GOOD, state(512)).tracestate()).hasSize(512);
    assertThat(read(GOOD, state(513)).tracestate()).isNull();
  }

  private static String state(int chars) {
    String first = "a=" + "x".repeat(256) + ",";
    return first + "b=" + "y".repeat(chars - first.length() - 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "congo=t61rcWkgMzE",
        "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",
        "a=1, b=2 ,,c=3",
        "0tenant@system/x=a b",
        "k*/-_=!\"#~"
      })
  void aStateGoesWithItsParent(String tracestate) {
    assertThat(read(GOOD, tracestate)).isEqualTo(new TraceContext(GOOD, tracestate));
    assertThat(ignored).isEmpty();
    assertThat(read(null, tracestate)).isEqualTo(TraceContext.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"congo", "=1", "A=1", "a=", "a=1=2", "a=1,a=2", "a=é", "a@1=x"})
  void aMalformedStateIsDroppedAlone(String tracestate) {
    assertThat(read(GOOD, tracestate)).isEqualTo(new TraceContext(GOOD, null));
    assertThat(ignored).singleElement().asString().startsWith("tracestate is not W3C");
  }

  @Test
  void moreThan32MembersAreDropped() {
    String most = "a=1";
    for (int i = 1; i < 32; i++) most += ",a" + i + "=1";
    assertThat(read(GOOD, most).tracestate()).isEqualTo(most);
    assertThat(read(GOOD, most + ",b=1").tracestate()).isNull();
  }
}
