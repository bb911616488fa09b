package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.warren.protocol.FailReason;
import dev.warren.worker.testing.Pictures;
import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {
  private static final DecodeConfig LIMITS = DecodeConfig.DEFAULT;
  private static final String PNG = "89504e470d0a1a0a0000000d49484452";

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp"})
  void readsTheSizeThatWasWritten(String format) throws DecodeException {
    byte[] image = Pictures.encode(Pictures.plain(123, 45, Color.GRAY), format);

    ImageHeader header = ImageHeader.read(image, LIMITS);

    assertThat(header.width()).isEqualTo(123);
    assertThat(header.height()).isEqualTo(45);
  }

  @ParameterizedTest
  @CsvSource({
    "524946460000000057454250565038200000000000000000000000000000, broken",
    "5249464600000000574542505650382000000000000000 9d012a 7b00 2d00, 123x45", // lossy
    "524946460000000057454250565038 4c 00000000 2f 7a000b00, 123x45", // lossless: 122 | 44 << 14
    "5249464600000000574542505650385800000000 00000000 7a0000 2c0000, 123x45", // extended
    "424d 000000000000000000000000 0c000000 7b00 2d00 00000000, 123x45", // OS/2 bitmap
    "424d 000000000000000000000000 28000000 7b000000 d3ffffff, 123x45", // top row first: height -45
  })
  void readsOtherKinds(String hex, String size) throws DecodeException {
    byte[] image = HexFormat.of().parseHex(hex.replace(" ", ""));
    if (size.startsWith("broken")) {
      assertRefused(image, FailReason.MALFORMED, "start code");
      return;
    }
    ImageHeader header = ImageHeader.read(image, LIMITS);
    assertThat(header.width() + "x" + header.height()).isEqualTo(size);
  }

  @Test
  void namesTheRuleAndTheValue() {
    assertRefused(
        png("00002ee0", "00002ee0"),
        FailReason.OVERSIZE,
        "image 12000x12000 has 144000000 pixels, limit 40000000");
    assertRefused(
        png("7fffffff", "7fffffff"), FailReason.OVERSIZE, "has 4611686014132420609 pixels");
    assertRefused(
        png("ffffffff", "ffffffff"), FailReason.OVERSIZE, "has 18446744065119617025 pixels");
    assertRefused(
        png("00004e20", "00000001"),
        FailReason.OVERSIZE,
        "image 20000x1 has a side of 20000, limit 16384");
    assertRefused(png("00000000", "00000001"), FailReason.MALFORMED, "image 0x1 has no pixels");
    assertRefused(new byte[0], FailReason.MALFORMED, "image is empty");
    assertRefused(new byte[5 << 20], FailReason.OVERSIZE, "image has 5242880 bytes, limit 4194304");
    assertRefused(
        ascii("<html>"), FailReason.UNSUPPORTED, "not an image: starts with bytes 3c 68 74 6d");
    assertRefused(ascii("GIF89a......"), FailReason.UNSUPPORTED, "image/gif is not accepted");
    assertRefused(
        new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff},
        FailReason.MALFORMED,
        "JPEG header is cut short at byte 3 of 3");
  }

  @Test
  void skipsJpegSegmentsAndFillBytesLikeLibjpeg() throws DecodeException {
    String segments = "ffd8" + "ffe00004abcd" + "ffffff" + "fe0002" + "1234" + "ffd0" + "ff01";
    segments +=
        "ffc40004abcd" + "ffc80004abcd" + "ffcc0004abcd"; // tables between the frames' markers
    byte[] image = HexFormat.of().parseHex(segments + "ffc0000b08" + "002d" + "007b" + "01011100");

    ImageHeader header = ImageHeader.read(image, LIMITS);

    assertThat(header.width()).isEqualTo(123);
    assertThat(header.height()).isEqualTo(45);
  }

  @Test
  void refusesJpegKindsThatNobodySends() {
    assertRefused(jpegFrame("c3", 8), FailReason.UNSUPPORTED, "SOF3");
    assertRefused(jpegFrame("c0", 12), FailReason.UNSUPPORTED, "12 bits");
  }

  @Test
  void refusesWhatIsNoJpegAfterAll() {
    for (String marker : List.of("ffda", "ffd9", "ffd8")) {
      assertRefused(
          HexFormat.of().parseHex("ffd8" + marker + "000400000000"),
          FailReason.MALFORMED,
          "JPEG has marker %s before a frame header".formatted(marker));
    }
    byte[] endless = HexFormat.of().parseHex("ffd8ffe000010000");
    assertRefused(endless, FailReason.MALFORMED, "JPEG segment ffe0 has length 1");
    byte[] headless = png("00000001", "00000001");
    headless[12] = 'i';
    assertRefused(headless, FailReason.MALFORMED, "PNG does not begin with IHDR");
  }

  /** Of compressed pixels one byte in 256 is such a one. */
  @Test
  void aScanIsCountedByBothBytesOfItsMarker() throws DecodeException {
    byte[] frame =
        HexFormat.of().parseHex("ffd8ffc0001108" + "0fa0" + "0fa0" + "03011100021100031100");
    byte[] image = Arrays.copyOf(frame, frame.length + 20_000);
    Arrays.fill(image, frame.length, image.length, (byte) 0xda);
    assertThat(ImageHeader.read(image, LIMITS).width()).isEqualTo(4_000);
  }

  @Test
  void refusesProgressiveJpegsOfEndlessScans() {
    byte[] frame =
        HexFormat.of().parseHex("ffd8ffc2001108" + "1000" + "1000" + "03012200021101031101");
    byte[] image = Arrays.copyOf(frame, frame.length + 200 * 2);
    for (int i = frame.length; i < image.length; i += 2) {
      image[i] = (byte) 0xff;
      image[i + 1] = (byte) 0xda;
    }
    assertRefused(image, FailReason.OVERSIZE, "JPEG has 200 scans of 16777216 pixels");
  }

  @Test
  void refusesBaselineJpegsOfEndlessScans() {
    byte[] frame =
        HexFormat.of().parseHex("ffd8ffc0001108" + "0fa0" + "0fa0" + "03011100021100031100");
    byte[] scan = HexFormat.of().parseHex("ffda0008010100003f00" + "00");
    byte[] image = Arrays.copyOf(frame, frame.length + 200 * scan.length);
    for (int i = 0; i < 200; i++) {
      System.arraycopy(scan, 0, image, frame.length + i * scan.length, scan.length);
    }
    assertRefused(image, FailReason.OVERSIZE, "JPEG has 200 scans of 16000000 pixels");
  }

  @Test
  void refusesWebpsWithMoreExifThanACameraWrites() throws DecodeException {
    String head = "5249464600000000" + "57454250" + "565038580a000000" + "080000007a00002c0000";
    String odd = "61626364" + "01000000" + "0000"; // takes an even number of bytes
    byte[] image = HexFormat.of().parseHex(head + odd + "45584946" + "00000100");
    assertThat(ImageHeader.read(image, LIMITS).width()).isEqualTo(123);
    image[image.length - 4] = 1;
    assertRefused(image, FailReason.OVERSIZE, "WebP has 65537 bytes of EXIF, limit 65536");
  }

  @Test
  void mutatedHeadersNeverThrowAnythingElse() {
    List<byte[]> seeds = new ArrayList<>();
    for (String format : List.of("jpg", "png", "bmp")) {
      seeds.add(Pictures.encode(Pictures.quarters(64, 48), format));
    }
    seeds.add(
        HexFormat.of().parseHex("52494646000000005745425056503820000000000000009d012a7b002d00"));
    seeds.add(HexFormat.of().parseHex("5249464600000000574542505650384c000000002f7a000b00"));
    seeds.add(
        HexFormat.of().parseHex("5249464600000000574542505650385800000000000000007a00002c0000"));
    Random random = new Random(20_000);
    for (int i = 0; i < 20_000; i++) {
      byte[] image = mutate(seeds.get(i % seeds.size()), random);
      try {
        ImageHeader.read(image, LIMITS);
      } catch (DecodeException expected) {
        assertThat(expected.getMessage()).isNotBlank().doesNotContain("\n");
      } catch (RuntimeException e) {
        fail("mutation " + i + ": " + HexFormat.of().formatHex(image), e);
      }
    }
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] image =
        random.nextInt(4) == 0 ? Arrays.copyOf(seed, random.nextInt(seed.length)) : seed.clone();
    int header = Math.min(image.length, 700);
    for (int n = random.nextInt(8); n > 0 && header > 0; n--) {
      int at = random.nextInt(header);
      image[at] = random.nextBoolean() ? (byte) 0xff : (byte) random.nextInt(256);
    }
    return image;
  }

  private static byte[] png(String width, String height) {
    return HexFormat.of().parseHex(PNG + width + height + "0802000000");
  }

  private static byte[] jpegFrame(String sof, int bits) {
    return HexFormat.of().parseHex("ffd8ff%s000b%02x0010001001011100".formatted(sof, bits));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static void assertRefused(byte[] image, FailReason reason, String detail) {
    DecodeException e =
        catchThrowableOfType(DecodeException.class, () -> ImageHeader.read(image, LIMITS));
    assertThat(e).as(detail).isNotNull();
    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    assertThat(e).hasMessageContaining(detail);
  }
}
