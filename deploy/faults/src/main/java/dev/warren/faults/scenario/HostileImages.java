package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Bodies that are no image, or one that nobody should decode. */
final class HostileImages {
  private HostileImages() {}

  static void run(Round round) throws Exception {
    Slot slot = round.workers(1).get(0);
    round.serve(50);
    long memory = slot.process().residentKiB().orElse(0);
    try (RawFrames raw = RawFrames.open(round)) {
      for (Map.Entry<String, byte[]> body : bodies(round).entrySet()) {
        for (int i = 0; i < 5; i++) {
          round.fault("hostile image");
          raw.send("hostile-" + body.getKey(), type(body.getKey()), Map.of(), body.getValue());
        }
      }
    }
    round.serve(20);
    round.figure(
        "median_answer_ms", round.ledger().latencySeconds("hostile", 0.5).orElse(0) * 1000);
    round.measured(
        "memory_growth_mib", (slot.process().residentKiB().orElse(0) - memory) / 1024.0, 32);
    round.check(round.ownExits() == 0, "the worker ended");
  }

  private static String type(String name) {
    return name.startsWith("png")
        ? "image/png"
        : name.startsWith("jpeg") ? "image/jpeg" : "image/bmp";
  }

  private static Map<String, byte[]> bodies(Round round) throws IOException {
    byte[] random = new byte[20_000];
    round.random().nextBytes(random);
    byte[] picture = Picture.of(3);
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    bodies.put("empty", new byte[0]);
    bodies.put("random", random);
    bodies.put("truncated", Arrays.copyOf(picture, picture.length / 2));
    bodies.put("header-only", Arrays.copyOf(picture, 20));
    bodies.put("jpeg-declared-bmp", picture);
    bodies.put("png-random", random);
    bodies.put("png-16384", png(16_384, 16_384, new byte[64]));
    bodies.put("png-zip-of-death", png(6_000, 6_000, new byte[6_000 * 100]));
    bodies.put("png-huge", png(100_000, 100_000, new byte[64]));
    bodies.put("jpeg-start-only", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0});
    return bodies;
  }

  /** A grey one whose header says more than there is. */
  static byte[] png(int width, int height, byte[] pixels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put(new byte[] {8, 0, 0, 0, 0});
    chunk(out, "IHDR", header.array());
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(pixels);
    deflater.finish();
    byte[] packed = new byte[pixels.length + 64];
    int size = deflater.deflate(packed);
    deflater.end();
    chunk(out, "IDAT", Arrays.copyOf(packed, size));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(name);
    out.write(data);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
