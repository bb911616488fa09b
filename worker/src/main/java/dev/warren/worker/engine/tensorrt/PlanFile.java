package dev.warren.worker.engine.tensorrt;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.worker.engine.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A plan on disk: one line of JSON that says whose plan it is and what its bytes add up to, then
 * the bytes. TensorRT must never see a plan that was cut short or built for something else: it may
 * end the process.
 */
final class PlanFile {
  /** Reads no more than this of a first line. */
  private static final int MAX_HEADER = 1 << 16;

  /** Of a detection model it is some ten MB. */
  private static final int MAX_PLAN = 1 << 30;

  private static final int FORMAT = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The file holds no plan for this key; the message is one line that says why. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  /**
   * @param key JSON of the {@link PlanKey}
   * @param bytes length of the plan
   * @param sha256 of the plan
   */
  private record Header(
      @JsonProperty(required = true) int format,
      @JsonProperty(required = true) PlanKey key,
      @JsonProperty(required = true) long bytes,
      @JsonProperty(required = true) String sha256) {}

  private PlanFile() {}

  /**
   * @throws Unusable when the file is damaged, or the plan of another key
   * @throws java.nio.file.NoSuchFileException when there is none
   */
  static byte[] read(Path file, PlanKey key) throws IOException, Unusable {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Header header = header(in);
      if (header.format() != FORMAT) {
        throw new Unusable("format %d, not %d".formatted(header.format(), FORMAT));
      }
      if (!key.equals(header.key())) {
        throw new Unusable("is the plan of another model, GPU, version or precision");
      }
      long size = Files.size(file);
      if (header.bytes() < 0 || header.bytes() > size) {
        throw new Unusable("%d bytes, header says %d".formatted(size, header.bytes()));
      }
      if (header.bytes() > MAX_PLAN) {
        throw new Unusable("%d bytes, limit %d".formatted(header.bytes(), MAX_PLAN));
      }
      byte[] plan = in.readNBytes((int) header.bytes());
      if (plan.length != header.bytes() || in.read() >= 0) {
        throw new Unusable("is not as long as its header says");
      }
      if (!Sha256.hex(plan).equals(header.sha256())) {
        throw new Unusable("its bytes do not add up to the digest in its header");
      }
      return plan;
    }
  }

  private static Header header(InputStream in) throws IOException, Unusable {
    byte[] line = new byte[MAX_HEADER];
    int length = 0;
    for (int b; (b = in.read()) != '\n'; line[length++] = (byte) b) {
      if (b < 0 || length == MAX_HEADER) throw new Unusable("has no header");
    }
    try {
      Header header = JSON.readValue(line, 0, length, Header.class);
      if (header == null || header.key() == null || header.sha256() == null) {
        throw new Unusable("its header lacks a field");
      }
      return header;
    } catch (JacksonException e) {
      throw new Unusable("its header is not JSON: " + e.getOriginalMessage());
    }
  }

  static void write(Path file, PlanKey key, byte[] plan) throws IOException {
    Header header = new Header(FORMAT, key, plan.length, Sha256.hex(plan));
    byte[] line = (JSON.writeValueAsString(header) + "\n").getBytes(StandardCharsets.UTF_8);
    CacheFolder.write(file, line, plan);
  }
}
