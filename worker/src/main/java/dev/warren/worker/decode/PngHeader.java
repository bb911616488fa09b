package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;
import static dev.warren.worker.decode.DecodeException.oversize;
import static dev.warren.worker.decode.DecodeException.unsupported;

import dev.warren.protocol.ImageTypes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a PNG's size and walks its chunks, for OpenCV believes them: it reserves what a chunk
 * claims to hold (4 GB by a message of 163 bytes), inflates what no pixel needs, and takes 1.2 GB
 * for the first of several pictures. See <a href="https://www.w3.org/TR/png-3/#5DataRep">PNG, data
 * representation</a>.
 */
final class PngHeader {
  private static final int FIRST_CHUNK = 8;
  private static final int DATA = 8;
  private static final int CHUNK_BYTES = 12;

  /** Deflate cannot do better. */
  private static final int MAX_RATIO = 1032;

  /** What libpng inflates of one chunk of text or colour profile, at most. */
  private static final long LIBPNG_TEXT_BYTES = 8_000_000;

  /** Half a second of inflating; a colour profile and a page of text are far below. */
  private static final long MAX_TEXT_BYTES = 5 * LIBPNG_TEXT_BYTES;

  /**
   * What may follow the pixels: two and a half seconds of inflating at worst. Finding out where
   * they end takes half as long as decoding, so smaller images are not asked.
   */
  private static final int MAX_SURPLUS_BYTES = 1 << 20;

  /**
   * Chunks that are neither pixels nor end. A photograph has a dozen; of each damaged one libpng
   * prints two lines, and there could be a quarter of a million.
   */
  private static final int MAX_OTHER_CHUNKS = 256;

  private PngHeader() {}

  static ImageHeader read(HeaderBytes in, DecodeConfig limits) throws DecodeException {
    if (!in.has(12, "IHDR")) throw malformed("PNG does not begin with IHDR");
    ImageHeader header = new ImageHeader(ImageTypes.PNG, in.u32be(16), in.u32be(20)).within(limits);
    long pixelBytes = pixelBytes(in, header);
    long imageBytes = walk(in);
    if (imageBytes > pixelBytes + pixelBytes / 8 + 8192) throw surplus(imageBytes, pixelBytes);
    if (imageBytes > MAX_SURPLUS_BYTES) {
      long left = imageBytes - compressedPixels(in, pixelBytes);
      if (left > MAX_SURPLUS_BYTES) throw surplus(imageBytes, pixelBytes);
    }
    return header;
  }

  /** Bytes of all image data, compressed. */
  private static long walk(HeaderBytes in) throws DecodeException {
    long imageBytes = 0;
    long textBytes = 0;
    int others = 0;
    for (int at = FIRST_CHUNK; ; at = next(in, at)) {
      long length = length(in, at);
      if (in.has(at + 4, "IEND")) return imageBytes;
      if (in.has(at + 4, "acTL") || in.has(at + 4, "fcTL") || in.has(at + 4, "fdAT")) {
        throw unsupported("PNG is animated, which is not accepted: send one picture");
      }
      if (in.has(at + 4, "eXIf")) ImageHeader.boundExif("PNG", length);
      if (in.has(at + 4, "IDAT")) imageBytes += length;
      else if (++others > MAX_OTHER_CHUNKS) {
        throw oversize("PNG has more than %d chunks beside its pixels", MAX_OTHER_CHUNKS);
      }
      if (in.has(at + 4, "zTXt") || in.has(at + 4, "iTXt") || in.has(at + 4, "iCCP")) {
        textBytes += Math.min(LIBPNG_TEXT_BYTES, MAX_RATIO * length);
      }
      if (textBytes > MAX_TEXT_BYTES) {
        throw oversize(
            "PNG has compressed text of up to %d bytes, limit %d", textBytes, MAX_TEXT_BYTES);
      }
    }
  }

  /** Bytes of image data that inflate to the pixels, which is all that a decoder needs. */
  private static long compressedPixels(HeaderBytes in, long pixelBytes) throws DecodeException {
    byte[] out = new byte[64 << 10];
    Inflater inflater = new Inflater();
    try {
      int at = FIRST_CHUNK;
      while (!in.has(at + 4, "IEND") && inflater.getBytesWritten() < pixelBytes) {
        if (in.has(at + 4, "IDAT")) {
          inflater.setInput(in.bytes(), at + DATA, (int) length(in, at));
          while (inflater.inflate(out) > 0 && inflater.getBytesWritten() < pixelBytes) {}
        }
        at = next(in, at);
      }
      return inflater.getBytesRead();
    } catch (DataFormatException damaged) {
      return Long.MAX_VALUE / 2; // libpng stops there, too
    } finally {
      inflater.end();
    }
  }

  private static long length(HeaderBytes in, int at) throws DecodeException {
    long length = in.u32be(at);
    long left = in.bytes().length - at - CHUNK_BYTES;
    if (length > left) {
      throw malformed(
          "PNG chunk at byte %d claims %d bytes, %d are left", at, length, Math.max(0, left));
    }
    return length;
  }

  private static int next(HeaderBytes in, int at) throws DecodeException {
    return at + CHUNK_BYTES + (int) length(in, at);
  }

  /** Of all rows with their filter bytes, or somewhat more. */
  private static long pixelBytes(HeaderBytes in, ImageHeader header) throws DecodeException {
    int samples =
        switch (in.u8(25)) {
          case 0, 3 -> 1;
          case 2 -> 3;
          case 4 -> 2;
          default -> 4;
        };
    long bits = header.width() * samples * Math.min(in.u8(24), 16);
    long bytes = header.height() * (1 + (bits + 7) / 8);
    boolean interlaced = in.u8(28) != 0;
    return interlaced ? 2 * bytes + 64 : bytes; // seven small images, whose rows are rounded up
  }

  private static DecodeException surplus(long imageBytes, long pixelBytes) {
    return oversize(
        "PNG has %d bytes of image data, more than its %d bytes of pixels need",
        imageBytes, pixelBytes);
  }
}
