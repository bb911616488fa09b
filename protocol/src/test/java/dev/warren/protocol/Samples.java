package dev.warren.protocol;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Frames and results for tests; the random ones are repeatable by their seed. */
final class Samples {
  static final FrameRef REF =
      new FrameRef("cam7-1841", "gate-3", 1841L, "yolo11n", "sha256:ab12", 1763690400123L);

  private static final String[] WORDS = {
    "", "person", "Füßgänger", "日本", "a\"b\\c", "tab\tline\n", "😀", "\u2028x"
  };

  private Samples() {}

  /** Bytes that begin like a JPEG; nobody decodes them. */
  static byte[] jpeg(int size) {
    byte[] bytes = new byte[Math.max(4, size)];
    new Random(size).nextBytes(bytes);
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) 0xD8;
    bytes[2] = (byte) 0xFF;
    bytes[3] = (byte) 0xE0;
    return bytes;
  }

  /** A JPEG that can be decoded. */
  static byte[] picture(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.ORANGE);
    g.fillRect(width / 4, height / 4, width / 2, height / 2);
    g.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static FrameRequest frame(String id) {
    return FrameRequest.builder(id, "yolo11n", "gate-3", jpeg(64)).build();
  }

  static FrameRequest frame(Random random) {
    return FrameRequest.builder(
            "id-" + random.nextLong(), "yolo11n", camera(random), jpeg(random.nextInt(100)))
        .seq(maybe(random))
        .capturedAtMs(maybe(random))
        .deadlineMs(maybe(random))
        .ttlMs(maybe(random))
        .freshness(Freshness.values()[random.nextInt(2)])
        .priorityClass(PriorityClass.values()[random.nextInt(2)])
        .traceparent(
            random.nextBoolean() ? null : "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .replyTo(random.nextBoolean() ? null : "answers")
        .correlationId(random.nextBoolean() ? null : "call-" + random.nextInt())
        .appId(random.nextBoolean() ? null : "gateway")
        .build();
  }

  static FrameResult result(Random random) {
    FrameRef ref =
        new FrameRef(
            "id-" + random.nextLong(),
            WORDS[random.nextInt(WORDS.length)],
            maybe(random),
            "yolo11n",
            random.nextBoolean() ? null : "sha256:ab12",
            maybe(random));
    return switch (random.nextInt(3)) {
      case 0 -> {
        List<Detection> detections =
            Stream.generate(() -> detection(random)).limit(random.nextInt(5)).toList();
        yield new FrameResult.Detected(
            ref, new ImageSize(1 + random.nextInt(4000), 1 + random.nextInt(4000)), detections);
      }
      case 1 ->
          new FrameResult.Skipped(
              ref, SkipReason.values()[random.nextInt(SkipReason.values().length)]);
      default -> {
        FailReason reason = FailReason.values()[random.nextInt(FailReason.values().length)];
        yield new FrameResult.Failed(
            ref, reason, "decode", WORDS[random.nextInt(WORDS.length)], random.nextBoolean());
      }
    };
  }

  private static Detection detection(Random random) {
    Box box =
        new Box(coordinate(random), coordinate(random), coordinate(random), coordinate(random));
    return new Detection(
        WORDS[random.nextInt(WORDS.length)], random.nextInt(80), random.nextInt(10_001) / 1e4, box);
  }

  private static double coordinate(Random random) {
    return (random.nextInt(400_000) - 1000) / 100.0;
  }

  private static String camera(Random random) {
    return List.of("gate-3", "site.hall.2", "", "café").get(random.nextInt(4));
  }

  private static Long maybe(Random random) {
    return random.nextBoolean() ? null : random.nextLong() >>> 8;
  }
}
