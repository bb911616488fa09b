package dev.warren.worker.reference;

import static dev.warren.worker.reference.ReferenceException.lasting;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.ImageReference;
import dev.warren.protocol.ImageTypes;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * The document that stands for an image: {@code
 * {"uri":"https://...","sha256":"ab12...","size":1234, "media_type":"image/jpeg"}}. Fields that
 * this version does not know are ignored.
 *
 * @param uri normalised by {@link SafeUri}
 * @param sha256 of the image, 64 lower-case hexadecimal digits
 * @param size of the image in bytes
 * @param mediaType one of {@link ImageTypes#ACCEPTED}
 */
public record FrameReference(URI uri, String sha256, int size, String mediaType) {
  static final int MAX_DOCUMENT_BYTES = ImageReference.MAX_DOCUMENT_BYTES;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_DOCUMENT_BYTES)
                          .maxNestingDepth(4)
                          .maxStringLength(MAX_DOCUMENT_BYTES)
                          .maxNameLength(64)
                          .maxNumberLength(20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /**
   * @param maxBytes largest image that is accepted
   * @throws ReferenceException naming field and rule
   */
  public static FrameReference parse(byte[] body, int maxBytes) throws ReferenceException {
    if (body.length > MAX_DOCUMENT_BYTES) {
      throw malformed("has " + body.length + " bytes, limit " + MAX_DOCUMENT_BYTES);
    }
    JsonNode json = json(body);
    String sha256 = text(json, "sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw malformed("sha256 is not 64 lower-case hexadecimal digits");
    }
    String mediaType = text(json, "media_type");
    if (!ImageTypes.ACCEPTED.contains(mediaType)) {
      throw lasting(
          FailReason.UNSUPPORTED, "reference: media_type is none of " + ImageTypes.ACCEPTED);
    }
    return new FrameReference(
        SafeUri.parse(text(json, "uri")), sha256, size(json, maxBytes), mediaType);
  }

  /** The URI as people may see it. */
  public String place() {
    return SafeUri.shown(uri);
  }

  /** Without the query of the URI. */
  @Override
  public String toString() {
    return "FrameReference[" + place() + ", " + size + " bytes, " + mediaType + "]";
  }

  private static JsonNode json(byte[] body) throws ReferenceException {
    try {
      JsonNode json = READER.readValue(body);
      if (json != null && json.isObject()) return json;
      throw malformed("is not a JSON object");
    } catch (JsonProcessingException e) {
      throw malformed("is not JSON");
    } catch (IOException e) {
      throw malformed("is not JSON within its limits");
    }
  }

  private static String text(JsonNode json, String field) throws ReferenceException {
    JsonNode value = json.get(field);
    if (value == null) throw malformed(field + " is missing");
    if (!value.isTextual()) throw malformed(field + " is not a string");
    return value.textValue();
  }

  private static int size(JsonNode json, int maxBytes) throws ReferenceException {
    JsonNode value = json.get("size");
    if (value == null) throw malformed("size is missing");
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw malformed("size is not a whole number above 0");
    }
    if (value.longValue() > maxBytes) {
      throw lasting(
          FailReason.OVERSIZE,
          "reference: size " + value.longValue() + ", limit " + maxBytes + " bytes");
    }
    return value.intValue();
  }

  private static ReferenceException malformed(String problem) {
    return lasting(FailReason.MALFORMED, "reference: " + problem);
  }
}
