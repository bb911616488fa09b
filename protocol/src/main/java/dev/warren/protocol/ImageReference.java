package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What stands for an image that is too large for a queue: where it lies, and how to know it. Put
 * the image there first, and leave it there for longer than a frame may wait. A worker fetches it
 * only from places that its operator has listed.
 *
 * @param uri http, https or file; a query may be a signature, so that nobody logs it
 * @param sha256 of the image, 64 lower-case hexadecimal digits
 * @param size of the image in bytes
 * @param mediaType one of {@link ImageTypes#ACCEPTED}
 */
public record ImageReference(URI uri, String sha256, int size, String mediaType) {
  /** Content type of messages whose body is such a document, as JSON. */
  public static final String CONTENT_TYPE = "application/vnd.warren.ref+json";

  /** Largest document, in bytes: room for a long signed URI. */
  public static final int MAX_DOCUMENT_BYTES = 4096;

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  public ImageReference {
    requireNonNull(uri, "uri");
    requireNonNull(sha256, "sha256");
    requireNonNull(mediaType, "mediaType");
    if (!uri.isAbsolute()) throw new IllegalArgumentException("uri has no scheme");
    if (!SHA256.matcher(sha256).matches())
      throw new IllegalArgumentException("sha256 is not 64 lower-case hexadecimal digits");
    if (size < 1) throw new IllegalArgumentException("size < 1: " + size);
    if (!ImageTypes.ACCEPTED.contains(mediaType))
      throw new IllegalArgumentException("mediaType is not accepted: " + Wire.shown(mediaType));
  }

  /**
   * Of an image at hand.
   *
   * @param uri where it lies
   * @throws IllegalArgumentException if the bytes are of no accepted type
   */
  public static ImageReference of(URI uri, byte[] image) {
    String type = ImageTypes.sniff(image).orElse("no image");
    return new ImageReference(uri, sha256(image), image.length, type);
  }

  /**
   * The body of the message.
   *
   * @throws IllegalArgumentException if the URI is too long
   */
  public byte[] toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("uri", uri.toASCIIString()).put("sha256", sha256);
    json.put("size", size).put("media_type", mediaType);
    byte[] document = json.toString().getBytes(StandardCharsets.UTF_8);
    if (document.length > MAX_DOCUMENT_BYTES) {
      throw new IllegalArgumentException(
          "reference > " + MAX_DOCUMENT_BYTES + " bytes: " + document.length);
    }
    return document;
  }

  /** Without the query of the URI. */
  @Override
  public String toString() {
    String place = uri.getScheme() + "://" + uri.getHost() + uri.getRawPath();
    return "ImageReference[" + Wire.shown(place) + ", " + size + " bytes, " + mediaType + "]";
  }

  private static String sha256(byte[] image) {
    return HexFormat.of().formatHex(FrameRef.sha256().digest(image));
  }
}
