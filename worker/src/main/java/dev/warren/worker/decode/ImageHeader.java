package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;
import static dev.warren.worker.decode.DecodeException.oversize;
import static dev.warren.worker.decode.DecodeException.unsupported;

import dev.warren.protocol.ImageTypes;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What an image claims to be, read from its first bytes without decoding and without memory of the
 * claimed size.
 *
 * @param mediaType one of {@link ImageTypes#ACCEPTED}, by content
 * @param width as stored (before any EXIF orientation), pixels
 * @param height as stored, pixels
 */
record ImageHeader(String mediaType, long width, long height) {
  private static final int SHOWN_BYTES = 4;

  /**
   * What a JPEG could hold. OpenCV copies each text of it twice, and 65,535 texts may all be the
   * same 4 MiB: 20 seconds.
   */
  private static final int MAX_EXIF_BYTES = 1 << 16;

  /**
   * @throws DecodeException naming the rule and the value
   */
  static ImageHeader read(byte[] image, DecodeConfig limits) throws DecodeException {
    if (image.length == 0) throw malformed("image is empty");
    if (image.length > limits.maxBytes()) {
      throw oversize("image has %d bytes, limit %d", image.length, limits.maxBytes());
    }
    String type = mediaType(image);
    return switch (type) {
      case ImageTypes.JPEG -> JpegHeader.read(new HeaderBytes(image, "JPEG"), limits);
      case ImageTypes.PNG -> PngHeader.read(new HeaderBytes(image, "PNG"), limits);
      case ImageTypes.WEBP -> webp(new HeaderBytes(image, "WebP")).within(limits);
      case ImageTypes.BMP -> bmp(new HeaderBytes(image, "BMP")).within(limits);
      default -> throw unsupported("%s is not accepted; send JPEG, PNG, WebP or BMP", type);
    };
  }

  /** For people. */
  String summary() {
    return mediaType + " " + width + "x" + height;
  }

  private static String mediaType(byte[] image) throws DecodeException {
    Optional<String> type = ImageTypes.sniff(image);
    if (type.isPresent()) return type.get();
    int shown = Math.min(SHOWN_BYTES, image.length);
    throw unsupported(
        "not an image: starts with bytes %s",
        HexFormat.ofDelimiter(" ").formatHex(image, 0, shown));
  }

  /** Itself, once its size has been held against the limits. */
  ImageHeader within(DecodeConfig limits) throws DecodeException {
    String size = "image " + width + "x" + height;
    if (width < 1 || height < 1) throw malformed(size + " has no pixels");
    // Divides, for the product of two sides of 32 bits overflows a signed long.
    if (width > limits.maxPixels() / height) {
      throw oversize(
          "%s has %s pixels, limit %d",
          size, Long.toUnsignedString(width * height), limits.maxPixels());
    }
    if (Math.max(width, height) > limits.maxSide()) {
      throw oversize(
          "%s has a side of %d, limit %d", size, Math.max(width, height), limits.maxSide());
    }
    return this;
  }

  /** <a href="https://developers.google.com/speed/webp/docs/riff_container">WebP container</a>. */
  private static ImageHeader webp(HeaderBytes in) throws DecodeException {
    if (in.has(12, "VP8X")) {
      boundWebpExif(in);
      return new ImageHeader(ImageTypes.WEBP, in.u24le(24) + 1, in.u24le(27) + 1);
    }
    if (in.has(12, "VP8L")) {
      if (in.u8(20) != 0x2f) throw malformed("WebP VP8L signature is not 2f");
      long bits = in.u32le(21);
      return new ImageHeader(ImageTypes.WEBP, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    if (in.has(12, "VP8 ")) {
      if (in.u24le(23) != 0x2a019d) {
        throw malformed("WebP VP8 start code is not 9d 01 2a");
      }
      return new ImageHeader(ImageTypes.WEBP, in.u16le(26) & 0x3fff, in.u16le(28) & 0x3fff);
    }
    throw malformed("WebP begins with neither VP8, VP8L nor VP8X");
  }

  /** Walks all chunks: the block may stand anywhere. */
  private static void boundWebpExif(HeaderBytes in) throws DecodeException {
    long size;
    for (long at = 12; at + 8 <= in.bytes().length; at += 8 + size + (size & 1)) {
      size = in.u32le((int) at + 4);
      if (in.has((int) at, "EXIF")) boundExif("WebP", size);
    }
  }

  static void boundExif(String format, long bytes) throws DecodeException {
    if (bytes > MAX_EXIF_BYTES) {
      throw oversize("%s has %d bytes of EXIF, limit %d", format, bytes, MAX_EXIF_BYTES);
    }
  }

  /** BITMAPCOREHEADER (12 bytes, 16-bit sides) or a later one (32-bit; negative: top row first). */
  private static ImageHeader bmp(HeaderBytes in) throws DecodeException {
    if (in.u32le(14) == 12) {
      return new ImageHeader(ImageTypes.BMP, in.u16le(18), in.u16le(20));
    }
    int height = (int) in.u32le(22);
    return new ImageHeader(ImageTypes.BMP, (int) in.u32le(18), Math.abs((long) height));
  }
}
