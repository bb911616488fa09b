package dev.warren.loadtest.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Pictures one after the other, each behind a few header lines of which one is its length: the
 * {@code mpjpeg} format of FFmpeg. Used by one thread.
 */
final class MultipartJpegs {
  private static final String LENGTH = "content-length:";
  private static final int MAX_LINE = 200;

  private final InputStream in;
  private final int maxBytes;

  /**
   * @param maxBytes of one picture
   */
  MultipartJpegs(InputStream in, int maxBytes) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.maxBytes = maxBytes;
  }

  /**
   * The next picture, or empty at the end, even if that comes amidst a picture.
   *
   * @throws IOException when a picture is too large, or what comes is something else
   */
  Optional<byte[]> next() throws IOException {
    long length = -1;
    for (String line; (line = line()) != null; ) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) length = length(lower);
      else if (line.isEmpty() && length >= 0) return picture((int) length);
    }
    return Optional.empty();
  }

  private long length(String line) throws IOException {
    long length;
    try {
      length = Long.parseLong(line.substring(LENGTH.length()).strip());
    } catch (NumberFormatException e) {
      throw new IOException("a picture of unknown length: " + line, e);
    }
    if (length < 0 || length > maxBytes) {
      throw new IOException("a picture of %d bytes; at most %d".formatted(length, maxBytes));
    }
    return length;
  }

  private Optional<byte[]> picture(int length) throws IOException {
    byte[] picture = in.readNBytes(length);
    return picture.length < length ? Optional.empty() : Optional.of(picture);
  }

  /** Without its end; null at the end of everything. */
  private String line() throws IOException {
    byte[] line = new byte[MAX_LINE];
    for (int n = 0; ; n++) {
      int b = in.read();
      if (b < 0) return null;
      if (b == '\n') return new String(line, 0, n, StandardCharsets.ISO_8859_1).strip();
      if (n == MAX_LINE) throw new IOException("a header line of more than " + MAX_LINE + " bytes");
      line[n] = (byte) b;
    }
  }
}
