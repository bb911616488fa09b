package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;
import static dev.warren.worker.decode.DecodeException.oversize;
import static dev.warren.worker.decode.DecodeException.unsupported;

import dev.warren.protocol.ImageTypes;

/**
 * Walks a JPEG's markers as libjpeg does, up to the frame header. See <a
 * href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU T.81</a>, annex B.
 */
final class JpegHeader {
  private static final int SOF0 = 0xc0;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int TEM = 0x01;

  /**
   * A scan of a few bytes makes the decoder pass over every block of the image, be it progressive
   * or one colour of a baseline image, which may come a hundred thousand times. So scans are
   * bounded like pixels: as many as would be this many passes over the largest image allowed.
   */
  private static final int MAX_FULL_SIZE_SCANS = 50;

  private JpegHeader() {}

  static ImageHeader read(HeaderBytes in, DecodeConfig limits) throws DecodeException {
    int at = 2;
    while (true) {
      // Like libjpeg's next_marker: skips what is no marker, stuffed zeros and fill bytes.
      while (in.u8(at) != 0xff) at++;
      while (in.u8(at) == 0xff) at++;
      int marker = in.u8(at++);
      if (marker == 0 || marker == TEM || marker >= RST0 && marker < SOI) continue;
      if (isFrame(marker)) return frame(in, at, marker, limits);
      if (marker == SOS || marker == EOI || marker == SOI) {
        throw malformed("JPEG has marker ff%02x before a frame header", marker);
      }
      int length = in.u16be(at);
      if (length < 2) {
        throw malformed("JPEG segment ff%02x has length %d", marker, length);
      }
      at += length;
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
  }

  private static ImageHeader frame(HeaderBytes in, int at, int marker, DecodeConfig limits)
      throws DecodeException {
    int sof = marker - SOF0;
    int bits = in.u8(at + 2);
    if (sof != 0 && sof != 1 && sof != 2 && sof != 9 && sof != 10 || bits != 8) {
      throw unsupported(
          "JPEG frame type SOF%d with %d bits is not accepted; send baseline or progressive, 8 bits",
          sof, bits);
    }
    ImageHeader header =
        new ImageHeader(ImageTypes.JPEG, in.u16be(at + 5), in.u16be(at + 3)).within(limits);
    boundScans(in.bytes(), at, header, limits);
    return header;
  }

  private static void boundScans(byte[] bytes, int from, ImageHeader header, DecodeConfig limits)
      throws DecodeException {
    long scans = 0;
    // The second byte first: it is the rarer one, which makes the loop twice as fast.
    for (int i = from + 1; i < bytes.length; i++) {
      if (bytes[i] == (byte) SOS && bytes[i - 1] == (byte) 0xff) scans++;
    }
    long pixels = header.width() * header.height();
    if (scans * pixels > limits.maxPixels() * MAX_FULL_SIZE_SCANS) {
      throw oversize(
          "JPEG has %d scans of %d pixels, limit %d scan pixels",
          scans, pixels, limits.maxPixels() * MAX_FULL_SIZE_SCANS);
    }
  }
}
