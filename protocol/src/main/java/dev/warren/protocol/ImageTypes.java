package dev.warren.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Media types of pictures, told from their first bytes or from the ending of a file's name. */
public final class ImageTypes {
  /** JPEG. */
  public static final String JPEG = "image/jpeg";

  /** PNG. */
  public static final String PNG = "image/png";

  /** WebP. */
  public static final String WEBP = "image/webp";

  /** Windows bitmap. */
  public static final String BMP = "image/bmp";

  /** What a frame's body may be. */
  public static final Set<String> ACCEPTED = Set.of(JPEG, PNG, WEBP, BMP);

  private static final String GIF = "image/gif";
  private static final String TIFF = "image/tiff";
  private static final Map<String, String> ENDINGS =
      Map.of(
          ".jpg", JPEG, ".jpeg", JPEG, ".jpe", JPEG, ".jfif", JPEG, ".png", PNG, ".webp", WEBP,
          ".bmp", BMP, ".gif", GIF, ".tif", TIFF, ".tiff", TIFF);

  private ImageTypes() {}

  /**
   * The media type that the ending of a file's name stands for, in letters of any case: one of
   * {@link #ACCEPTED}, or of GIF or TIFF, so that whoever takes pictures from a folder can refuse
   * those by name instead of passing them over. Empty for any other name.
   */
  public static Optional<String> ofName(String fileName) {
    int point = fileName.lastIndexOf('.');
    String ending = point < 0 ? "" : fileName.substring(point).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(ENDINGS.get(ending));
  }

  /**
   * The media type that the magic bytes announce: one of {@link #ACCEPTED}, or of a few other types
   * that are recognised only so that they can be refused by name. Says nothing about whether the
   * rest of the body is sound.
   */
  public static Optional<String> sniff(byte[] body) {
    if (at(body, 0, 0xFF, 0xD8, 0xFF)) return Optional.of(JPEG);
    if (at(body, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) return Optional.of(PNG);
    if (at(body, 0, "RIFF") && at(body, 8, "WEBP")) return Optional.of(WEBP);
    if (at(body, 0, "BM") && body.length >= 26) return Optional.of(BMP);
    if (at(body, 0, "GIF87a") || at(body, 0, "GIF89a")) return Optional.of(GIF);
    if (at(body, 0, 'I', 'I', 42, 0) || at(body, 0, 'M', 'M', 0, 42)) return Optional.of(TIFF);
    if (at(body, 4, "ftypavif")) return Optional.of("image/avif");
    if (at(body, 4, "ftyphei") || at(body, 4, "ftypmif1")) return Optional.of("image/heic");
    if (at(body, 0, "%PDF-")) return Optional.of("application/pdf");
    if (at(body, 0, 0x1F, 0x8B)) return Optional.of("application/gzip");
    return Optional.empty();
  }

  private static boolean at(byte[] body, int offset, String ascii) {
    return at(body, offset, ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean at(byte[] body, int offset, byte[] magic) {
    if (body.length < offset + magic.length) return false;
    for (int i = 0; i < magic.length; i++) {
      if (body[offset + i] != magic[i]) return false;
    }
    return true;
  }

  private static boolean at(byte[] body, int offset, int... magic) {
    byte[] bytes = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) bytes[i] = (byte) magic[i];
    return at(body, offset, bytes);
  }
}
