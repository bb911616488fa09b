package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.ContentHeaderPropertyWriter;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are written and read by the client library itself. */
class HeaderGuardTest {
  private static final int HEADER = 2;

  private final HeaderGuard guard = new HeaderGuard();

  @Test
  void readableHeadersPassAsTheyAre() throws Exception {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      AMQP.BasicProperties p = properties(random, table(random, HeaderGuard.MAX_NESTING));
      Frame frame = frame(p);
      assertThat(guard.readable(frame)).as("seed %d", seed).isSameAs(frame);
    }
  }

  @Test
  void deepHeadersGiveWayToTheMarkerAndNothingElseChanges() throws Exception {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Map<String, Object> headers = table(random, 3);
      headers.put("deep", nested(random, HeaderGuard.MAX_NESTING + 1 + random.nextInt(200)));
      AMQP.BasicProperties p = properties(random, headers);
      Frame seen = guard.readable(frame(p));
      assertThat(seen.getChannel()).isEqualTo(7);
      assertThat(text(read(seen)))
          .as("seed %d", seed)
          .isEqualTo(text(p.builder().headers(marker(HeaderGuard.DEEP)).build()));
      assertThat(bodySize(seen)).isEqualTo(1234);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLimitIsThirtyLevels(boolean tables) throws Exception {
    Frame last = frame(headers(Map.of("x", levels(tables, HeaderGuard.MAX_NESTING))));
    assertThat(guard.readable(last)).isSameAs(last);
    Frame first = frame(headers(Map.of("x", levels(tables, HeaderGuard.MAX_NESTING + 1))));
    assertThat(read(guard.readable(first)).getHeaders()).hasToString(shown(HeaderGuard.DEEP));
  }

  @Test
  void theClientItselfCannotReadThem() throws Exception {
    Frame deep = frame(headers(Map.of("x", levels(true, 33))));
    assertThatThrownBy(() -> read(deep)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void breadthIsNoDepth() throws Exception {
    Map<String, Object> headers = new HashMap<>();
    for (int i = 0; i < 200; i++) headers.put("h" + i, levels(i % 2 == 0, 20));
    Frame frame = frame(headers(headers));
    assertThat(guard.readable(frame)).isSameAs(frame);
  }

  @Test
  void theLimitIs32KibibytesInAll() throws Exception {
    // A name of one byte, its length, the value's type and length.
    String most = "x".repeat(HeaderGuard.MAX_TABLE_BYTES - 7);
    Frame last = frame(headers(Map.of("a", most)));
    assertThat(guard.readable(last)).isSameAs(last);
    AMQP.BasicProperties p = headers(Map.of("a", most + "x")).builder().messageId("id").build();
    AMQP.BasicProperties seen = read(guard.readable(frame(p)));
    assertThat(seen.getHeaders()).hasToString(shown(HeaderGuard.LARGE));
    assertThat(seen.getMessageId()).isEqualTo("id");
  }

  @Test
  void otherFramesPassUnseen() throws Exception {
    byte[] deep = frame(headers(Map.of("x", levels(true, 50)))).getPayload();
    for (int type : new int[] {1, 3, 8}) {
      Frame frame = new Frame(type, 7, deep);
      assertThat(guard.readable(frame)).isSameAs(frame);
    }
    assertThat(guard.readable(null)).isNull();
    Frame bare = frame(new AMQP.BasicProperties());
    assertThat(guard.readable(bare)).isSameAs(bare);
  }

  @Test
  void aFieldOfAnUnknownTypeIsUnreadable() throws Exception {
    Frame frame = frame(headers(Map.of("x", 1)));
    byte[] bytes = frame.getPayload();
    bytes[bytes.length - 5] = '?';
    assertThat(read(guard.readable(frame)).getHeaders()).hasToString(shown(HeaderGuard.UNREADABLE));
  }

  @Test
  void whereMoreFlagsAreAnnouncedThatIsTakenBack() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Map<String, Object> headers = random.nextBoolean() ? table(random, 3) : null;
      AMQP.BasicProperties p = properties(random, headers);
      Frame frame = frame(p);
      frame.getPayload()[13] |= 1;
      assertThat(text(read(guard.readable(frame))))
          .as("seed %d", seed)
          .isEqualTo(text(p.builder().headers(marker(HeaderGuard.CONTINUED)).build()));
    }
  }

  @Test
  void whateverStandsInTheTableTheClientCanReadWhatIsHandedOn() throws Exception {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      AMQP.BasicProperties p = headers(table(random, 5)).builder().messageId("id").build();
      Frame frame = frame(p);
      byte[] bytes = frame.getPayload();
      int from = 14 + 4; // the table's own length stays: the broker has checked it
      int to = bytes.length - 3;
      for (int n = random.nextInt(4); n >= 0 && from < to; n--) {
        bytes[from + random.nextInt(to - from)] = (byte) random.nextInt(256);
      }
      assertThat(read(guard.readable(frame)).getMessageId()).as("seed %d", seed).isEqualTo("id");
    }
  }

  @Test
  void aTableBeyondTheFrameTakesTheRestWithIt() throws Exception {
    AMQP.BasicProperties p = headers(Map.of("x", 1)).builder().contentType("t").build();
    Frame frame = frame(p);
    frame.getPayload()[16] = 0x7f; // in the high byte of the table's length
    AMQP.BasicProperties seen = read(guard.readable(frame));
    assertThat(seen.getHeaders()).hasToString(shown(HeaderGuard.UNREADABLE));
    assertThat(seen.getContentType()).isNull();
  }

  private static AMQP.BasicProperties headers(Map<String, Object> headers) {
    return new AMQP.BasicProperties.Builder().headers(headers).build();
  }

  private static AMQP.BasicProperties properties(Random random, Map<String, Object> headers) {
    AMQP.BasicProperties.Builder p = new AMQP.BasicProperties.Builder().headers(headers);
    if (random.nextBoolean()) p.contentType("x".repeat(random.nextInt(256)));
    if (random.nextBoolean()) p.contentEncoding("y".repeat(random.nextInt(256)));
    if (random.nextBoolean()) p.deliveryMode(2);
    if (random.nextBoolean()) p.messageId("id-" + random.nextLong());
    if (random.nextBoolean()) p.timestamp(new Date(1000));
    if (random.nextBoolean()) p.appId("app");
    return p.build();
  }

  private static Map<String, Object> table(Random random, int levels) {
    Map<String, Object> table = new HashMap<>();
    for (int n = random.nextInt(6); n > 0; n--) table.put(name(random), value(random, levels));
    if (random.nextInt(10) == 0) table.put("full", nested(random, levels));
    return table;
  }

  private static String name(Random random) {
    return "n".repeat(random.nextInt(4)) + random.nextInt(100);
  }

  private static Object value(Random random, int levels) {
    return switch (random.nextInt(levels > 0 ? 16 : 14)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> "s".repeat(random.nextInt(300));
      case 3 -> random.nextBoolean();
      case 4 -> (byte) random.nextInt();
      case 5 -> (short) random.nextInt();
      case 6 -> random.nextDouble();
      case 7 -> random.nextFloat();
      case 8 -> new Date(random.nextInt());
      case 9 -> new BigDecimal("1.25");
      case 10 -> new byte[random.nextInt(10)];
      case 11 -> null;
      case 12 -> Map.of();
      case 13 -> List.of();
      case 14 -> table(random, levels - 1);
      default -> new ArrayList<>(table(random, levels - 1).values());
    };
  }

  /** Tables and arrays in any order. */
  private static Object nested(Random random, int levels) {
    Object value = 1;
    for (int i = 0; i < levels; i++) {
      value = random.nextBoolean() ? Map.of(name(random), value) : List.of(value);
    }
    return value;
  }

  private static Object levels(boolean tables, int levels) {
    Object value = 1;
    for (int i = 0; i < levels; i++) value = tables ? Map.of("x", value) : List.of(value);
    return value;
  }

  private static Map<String, Object> marker(String problem) {
    return Map.of(Headers.REFUSED, problem);
  }

  private static String shown(String problem) {
    return marker(problem).toString();
  }

  private static Frame frame(AMQP.BasicProperties p) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(60);
    out.writeShort(0);
    out.writeLong(1234);
    p.writePropertiesTo(new ContentHeaderPropertyWriter(out));
    return new Frame(HEADER, 7, bytes.toByteArray());
  }

  private static AMQP.BasicProperties read(Frame frame) throws IOException {
    return (AMQP.BasicProperties) AMQImpl.readContentHeaderFrom(frame.getInputStream());
  }

  private static long bodySize(Frame frame) throws IOException {
    return read(frame).getBodySize();
  }

  /** A client's strings are not equal to those that were read, but look the same. */
  private static String text(AMQP.BasicProperties p) {
    return p.toString();
  }
}
