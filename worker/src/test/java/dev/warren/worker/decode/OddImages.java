package dev.warren.worker.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Small images of kinds that no writer at hand writes, put together byte by byte. */
final class OddImages {
  private static final int WIDTH = 20;
  private static final int HEIGHT = 13;

  /** TIFF, big-endian, of one entry: turned by 90 degrees. */
  private static final String EXIF = "4d4d002a00000008" + "0001" + "0112000300000001" + "00060000";

  private OddImages() {}

  static List<byte[]> pngs() {
    byte[] exif = chunk("eXIf", hex(EXIF));
    byte[] palette = chunk("PLTE", hex("ff000000ff000000ffffffff"));
    byte[] transparency = chunk("tRNS", hex("00ff80"));
    byte[] frames = chunk("acTL", hex("0000000200000000"));
    byte[] frame = chunk("fcTL", hex("00000000000000140000000d" + "00000000000000000001000a0000"));
    return List.of(
        png(8, 2, false, exif),
        png(16, 6, true),
        png(16, 4, false),
        png(1, 0, true),
        png(2, 3, false, palette, transparency),
        png(8, 2, false, frames, frame));
  }

  static List<byte[]> jpegs() {
    String three = "03" + "011100" + "021100" + "031100";
    String four = "04" + "012200" + "021100" + "031100" + "042200";
    String huffman = "ffc40014" + "00" + "01".repeat(1) + "00".repeat(15) + "00";
    String ac = "ffc40014" + "10" + "01" + "00".repeat(15) + "00";
    String adobe = "ffee000e" + "41646f6265" + "0064" + "00000000" + "02";
    String all = "ffda000c03" + "010002000300" + "003f00" + "00".repeat(40);
    return List.of(
        jpeg("c9", three, all),
        jpeg("ca", three, "ffda000c03010002000300" + "000000" + "12345678" + refinement()),
        jpeg("c2", three, huffman + "ffda000c03010002000300" + "000000" + "00".repeat(20)),
        jpeg(
            "c0",
            four,
            adobe + huffman + ac + "ffda000e04" + "0100020003000400" + "003f00" + "00".repeat(60)));
  }

  /** Run-length encoded, with jumps and runs. */
  static byte[] bitmap() {
    byte[] data =
        hex("0a05" + "0000" + "00020302" + "0403" + "0003010203" + "00" + "0000" + "0001");
    ByteBuffer out = ByteBuffer.allocate(54 + 1024 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(ascii("BM")).putInt(out.capacity()).putInt(0).putInt(54 + 1024);
    out.putInt(40).putInt(WIDTH).putInt(HEIGHT).putShort((short) 1).putShort((short) 8).putInt(1);
    return out.putInt(data.length).position(54 + 1024).put(data).array();
  }

  /**
   * @param plain of one chunk
   * @return the same with EXIF, and as the first of two pictures
   */
  static List<byte[]> webps(byte[] plain, int width, int height) {
    byte[] picture = Arrays.copyOfRange(plain, 12, plain.length);
    byte[] size = number(3, width - 1, height - 1);
    byte[] frame = riff("ANMF", number(3, 0, 0), size, number(3, 100), new byte[1], picture);
    return List.of(
        webp(riff("VP8X", hex("08000000"), size), picture, riff("EXIF", hex(EXIF))),
        webp(riff("VP8X", hex("02000000"), size), riff("ANIM", new byte[6]), frame, frame));
  }

  /** The same with checksums that are right: else hardly any damage gets past them. */
  static byte[] repaired(byte[] png) {
    byte[] result = png.clone();
    ByteBuffer bytes = ByteBuffer.wrap(result);
    for (long at = 8; at + 12 <= result.length; ) {
      long length = bytes.getInt((int) at) & 0xffffffffL;
      long end = at + 8 + length;
      if (end + 4 > result.length) break;
      bytes.putInt((int) end, checksum(result, (int) at + 4, (int) length + 4));
      at = end + 4;
    }
    return result;
  }

  static byte[] chunk(String type, byte... data) {
    byte[] result = new byte[12 + data.length];
    ByteBuffer.wrap(result).putInt(data.length).put(ascii(type)).put(data);
    ByteBuffer.wrap(result).putInt(8 + data.length, checksum(result, 4, 4 + data.length));
    return result;
  }

  private static byte[] png(int bits, int colours, boolean interlaced, byte[]... chunks) {
    byte[] header = hex("%08x%08x%02x%02x0000".formatted(WIDTH, HEIGHT, bits, colours));
    byte[] rows = new byte[HEIGHT * (WIDTH * 8 + 16)];
    Deflater deflater = new Deflater();
    deflater.setInput(rows);
    deflater.finish();
    byte[] data = new byte[rows.length];
    data = Arrays.copyOf(data, deflater.deflate(data));
    deflater.end();
    byte[] last = new byte[] {(byte) (interlaced ? 1 : 0)};
    return joined(
        hex("89504e470d0a1a0a"),
        chunk("IHDR", joined(header, last)),
        joined(chunks),
        chunk("IDAT", data),
        chunk("IEND"));
  }

  private static byte[] jpeg(String frame, String components, String rest) {
    String tables = "ffdb0043" + "00" + "01".repeat(64);
    int length = 8 + 3 * (components.length() / 6);
    String size = "%04x08%04x%04x".formatted(length, HEIGHT, WIDTH);
    return hex("ffd8" + tables + "ff" + frame + size + components + rest + "ffd9");
  }

  private static String refinement() {
    return "ffda000801" + "0100" + "013f02" + "5a5a5a" + "ffda000801" + "0100" + "013f21" + "a5a5";
  }

  private static byte[] webp(byte[]... chunks) {
    return riff("RIFF", ascii("WEBP"), joined(chunks));
  }

  private static byte[] riff(String type, byte[]... parts) {
    byte[] data = joined(parts);
    ByteBuffer out = ByteBuffer.allocate(8 + data.length + (data.length & 1));
    return out.order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii(type))
        .putInt(data.length)
        .put(data)
        .array();
  }

  private static byte[] number(int bytes, int... values) {
    byte[] result = new byte[bytes * values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (values[i / bytes] >> 8 * (i % bytes));
    }
    return result;
  }

  private static int checksum(byte[] bytes, int from, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) out.writeBytes(part);
    return out.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
