package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Messages to damage: well-formed frames and results, and such as other clients might send. */
public final class EnvelopeSeeds {
  private static final int EACH = 150;
  private static final List<String> REQUEST = List.copyOf(new TreeSet<>(Headers.REQUEST));
  private static final List<String> RESULT = List.copyOf(new TreeSet<>(Headers.RESULT));

  private EnvelopeSeeds() {}

  /** Frames for a worker. */
  public static List<byte[]> frames() {
    List<byte[]> seeds = new ArrayList<>();
    for (long seed = 0; seed < EACH; seed++) {
      Random random = new Random(seed);
      FrameRequest frame = Samples.frame(random);
      AMQP.BasicProperties p = FrameCodec.properties(frame);
      seeds.add(RawEnvelope.bytes(frame.routingKey(), p, frame.image()));
      p = p.builder().headers(foreign(REQUEST, random)).build();
      if (random.nextInt(4) == 0) p = p.builder().messageId(text(random, 250)).build();
      seeds.add(RawEnvelope.bytes(frame.routingKey(), p, frame.image()));
    }
    return seeds;
  }

  /** Results for a subscriber. */
  static List<byte[]> results() {
    List<byte[]> seeds = new ArrayList<>();
    for (long seed = 0; seed < EACH; seed++) {
      Random random = new Random(seed);
      FrameResult result = Samples.result(random);
      byte[] body = ResultCodec.encode(result);
      Timings times = new Timings(1.5, 2.5, 0.0, null, 3.25);
      ResultHeaders headers = new ResultHeaders("w", "onnxruntime", 4, 1, 17L, times, null);
      AMQP.BasicProperties p = ResultMessages.properties(result, headers, "call");
      seeds.add(RawEnvelope.bytes("m.camera", p, body));
      p = p.builder().headers(foreign(RESULT, random)).build();
      seeds.add(RawEnvelope.bytes("m.camera", p, body));
    }
    return seeds;
  }

  /** The contract's headers and others, with values of any type. */
  private static Map<String, Object> foreign(List<String> names, Random random) {
    Map<String, Object> headers = new HashMap<>();
    for (int n = random.nextInt(10); n >= 0; n--) {
      boolean known = random.nextInt(4) != 0;
      String name = known ? names.get(random.nextInt(names.size())) : text(random, 20);
      headers.put(name, value(random, 3));
    }
    if (random.nextInt(3) == 0) headers.put("x-delivery-count", value(random, 0));
    if (random.nextInt(10) == 0) headers.put(Headers.REFUSED, text(random, 200));
    return headers;
  }

  private static Object value(Random random, int levels) {
    return switch (random.nextInt(levels > 0 ? 14 : 12)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> text(random, 2000);
      case 3 -> random.nextBoolean();
      case 4 -> (byte) random.nextInt();
      case 5 -> (short) random.nextInt();
      case 6 -> random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian() * 1e12;
      case 7 -> Float.NEGATIVE_INFINITY;
      case 8 -> new Date(random.nextLong() >>> 24);
      case 9 -> new BigDecimal("12.5").movePointLeft(random.nextInt(200));
      case 10 -> new byte[random.nextInt(10)];
      case 11 -> null;
      case 12 -> Collections.singletonMap(text(random, 20), value(random, levels - 1));
      default -> new ArrayList<>(List.of(text(random, 10), random.nextInt()));
    };
  }

  /** At most so many bytes of UTF-8; lots of them beyond the basic plane, or control characters. */
  private static String text(Random random, int maxBytes) {
    StringBuilder text = new StringBuilder();
    int bytes = random.nextInt(maxBytes + 1);
    while (true) {
      int point =
          switch (random.nextInt(6)) {
            case 0 -> 0x1F600 + random.nextInt(50);
            case 1 -> 0x20AC;
            case 2 -> random.nextInt(0x20);
            default -> 0x20 + random.nextInt(0x5f);
          };
      bytes -= Wire.utf8Length(Character.toString(point));
      if (bytes < 0) return text.toString();
      text.appendCodePoint(point);
    }
  }
}
