package dev.warren.worker.decode;

import static dev.warren.worker.decode.ImageHeaderTest.assertRefused;
import static dev.warren.worker.decode.OddImages.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.worker.testing.Pictures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenCV would believe: the bytes that chunks claim, and data that no pixel needs. */
class PngHeaderTest {
  private static final int SIDE = 64;
  private static final byte[] PIXELS = new byte[SIDE * (1 + 3 * SIDE)];
  private static final byte[] IMAGE = chunk("IDAT", deflated(PIXELS));
  private static final byte[] END = chunk("IEND");

  @ParameterizedTest
  @CsvSource({"IDAT, -256", "tEXt, 2147483647", "IDAT, 4096"})
  void aChunkThatClaimsMoreThanThereIsIsRefused(String type, int length) {
    byte[] lying =
        ByteBuffer.allocate(11).putInt(length).put(ascii(type)).put(ascii("abc")).array();
    assertRefused(
        png(lying, IMAGE, END),
        FailReason.MALFORMED,
        "PNG chunk at byte 33 claims " + (length & 0xffffffffL) + " bytes, ");
  }

  @Test
  void aPngWithoutEndIsRefused() {
    assertRefused(png(IMAGE), FailReason.MALFORMED, "PNG header is cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
  void textThatInflatesWithoutEndIsRefused(String type) throws DecodeException {
    byte[] text = chunk(type, deflated(new byte[8_000_000]));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 5; i++) all.writeBytes(text);
    ImageHeader.read(png(all.toByteArray(), IMAGE, END), DecodeConfig.DEFAULT);
    all.writeBytes(text);
    assertRefused(
        png(all.toByteArray(), IMAGE, END),
        FailReason.OVERSIZE,
        "PNG has compressed text of up to ");
  }

  /** Of each damaged one libpng prints two lines. */
  @Test
  void moreChunksThanAnyPictureHasAreRefused() throws DecodeException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 255; i++) all.writeBytes(chunk("tIME"));
    ImageHeader.read(png(all.toByteArray(), IMAGE, END), DecodeConfig.DEFAULT);
    all.writeBytes(chunk("abCd"));
    assertRefused(
        png(all.toByteArray(), IMAGE, END),
        FailReason.OVERSIZE,
        "PNG has more than 256 chunks beside its pixels");
  }

  /** OpenCV would hold four pictures at a time, of 8 bytes a pixel. */
  @ParameterizedTest
  @ValueSource(strings = {"acTL", "fcTL", "fdAT"})
  void anAnimationIsRefused(String type) {
    byte[] animation = chunk(type, ByteBuffer.allocate(26).putInt(2).array());
    assertRefused(
        png(animation, IMAGE, END),
        FailReason.UNSUPPORTED,
        "PNG is animated, which is not accepted: send one picture");
  }

  /** OpenCV copies each text of it, and all of them may be all of it. */
  @Test
  void exifThatNoCameraWritesIsRefused() throws DecodeException {
    byte[] most = chunk("eXIf", new byte[1 << 16]);
    ImageHeader.read(png(most, IMAGE, END), DecodeConfig.DEFAULT);
    byte[] more = chunk("eXIf", new byte[(1 << 16) + 1]);
    assertRefused(
        png(IMAGE, more, END), // it may also come last
        FailReason.OVERSIZE,
        "PNG has 65537 bytes of EXIF, limit 65536");
  }

  @Test
  void imageDataThatNoPixelNeedsIsRefused() {
    byte[] surplus = deflated(new byte[30 << 20]);
    assertThat(surplus.length).isGreaterThan(2 * PIXELS.length);
    assertRefused(
        png(chunk("IDAT", surplus), END),
        FailReason.OVERSIZE,
        "PNG has " + surplus.length + " bytes of image data, more than its 12352 bytes of pixels");
  }

  @Test
  void noiseTakesAllTheBytesThatItNeeds() throws DecodeException {
    int side = 1000;
    byte[] noise = new byte[side * (1 + 3 * side)];
    new Random(1).nextBytes(noise);
    byte[] data = deflated(noise);
    assertThat(data.length).isGreaterThan(noise.length);
    byte[] image = png(side, chunk("IDAT", data), END);
    assertThat(ImageHeader.read(image, DecodeConfig.DEFAULT).width()).isEqualTo(side);
    // The same pixels, and then a bomb: not more in all than noise would take.
    byte[] bomb = deflated(new byte[1 << 20], 1500);
    assertRefused(
        png(side, chunk("IDAT", bomb), END),
        FailReason.OVERSIZE,
        "bytes of image data, more than its 3001000 bytes of pixels need");
  }

  @Test
  void whatWritersWriteIsRead() throws DecodeException {
    for (int side : new int[] {1, 2, 7, 64, 900}) {
      byte[] image = Pictures.encode(Pictures.quarters(side, side), "png");
      assertThat(ImageHeader.read(image, DecodeConfig.DEFAULT).height()).isEqualTo(side);
    }
  }

  private static byte[] png(byte[]... chunks) {
    return png(SIDE, chunks);
  }

  /** 8 bits, RGB. */
  private static byte[] png(int side, byte[]... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] size =
        ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) 8).put((byte) 2).array();
    out.writeBytes(chunk("IHDR", size));
    for (byte[] chunk : chunks) out.writeBytes(chunk);
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] data) {
    return deflated(data, 1);
  }

  private static byte[] deflated(byte[] data, int times) {
    Deflater deflater = new Deflater(9);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    for (int i = 1; i <= times; i++) {
      deflater.setInput(data);
      if (i == times) deflater.finish();
      while (i == times ? !deflater.finished() : !deflater.needsInput()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
