package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A result to JSON and back. The same result gives the same bytes everywhere: fixed key order, no
 * white space, coordinates with at most 2 decimals, confidences with at most 4, nulls left out.
 */
public final class ResultCodec {
  /** Largest body that {@link #decode} looks at. */
  public static final int MAX_BODY_BYTES = 8 << 20;

  private static final int COORDINATE_DECIMALS = 2;
  private static final int CONFIDENCE_DECIMALS = 4;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(MAX_BODY_BYTES)
                  .maxNestingDepth(16)
                  .maxStringLength(16 << 10)
                  .maxNameLength(256)
                  .maxNumberLength(64)
                  .maxTokenCount(2_000_000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final ObjectReader READER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private ResultCodec() {}

  /** The body of a result message: UTF-8 JSON. */
  public static byte[] encode(FrameResult r) {
    requireNonNull(r, "r");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      writeFrame(json, r);
      if (r instanceof FrameResult.Detected detected) writeDetected(json, detected);
      if (r instanceof FrameResult.Skipped skipped)
        json.writeStringField("reason", skipped.reason().wire());
      if (r instanceof FrameResult.Failed failed) writeFailed(json, failed);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot refuse bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The facts of a result body. Fields that this version does not know are ignored.
   *
   * @throws MalformedResultException naming the field that is missing or wrong
   */
  public static FrameResult decode(byte[] json) {
    if (json.length > MAX_BODY_BYTES) {
      throw new MalformedResultException("result > " + MAX_BODY_BYTES + " bytes: " + json.length);
    }
    try {
      JsonNode tree = READER.readValue(json);
      if (tree == null || !tree.isObject())
        throw new MalformedResultException("result is not a JSON object");
      return decode(new JsonFields(tree, ""));
    } catch (JsonProcessingException e) {
      e.clearLocation();
      throw new MalformedResultException(
          "result is not JSON: " + Wire.shown(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new MalformedResultException("result is not JSON: " + Wire.shown(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new MalformedResultException("result breaks a rule: " + Wire.shown(e.getMessage()), e);
    }
  }

  private static void writeFrame(JsonGenerator json, FrameResult r) throws IOException {
    FrameRef frame = r.frame();
    json.writeStringField("schema", r.type());
    json.writeStringField("id", frame.resultId());
    json.writeStringField("request_id", frame.requestId());
    json.writeStringField("camera", frame.camera());
    if (frame.seq() != null) json.writeNumberField("seq", frame.seq());
    json.writeStringField("model", frame.model());
    if (frame.modelVersion() != null) json.writeStringField("model_version", frame.modelVersion());
    if (frame.capturedAtMs() != null) json.writeNumberField("captured_at_ms", frame.capturedAtMs());
  }

  private static void writeDetected(JsonGenerator json, FrameResult.Detected detected)
      throws IOException {
    json.writeObjectFieldStart("image");
    json.writeNumberField("width", detected.image().width());
    json.writeNumberField("height", detected.image().height());
    json.writeEndObject();
    json.writeArrayFieldStart("detections");
    for (Detection d : detected.detections()) {
      json.writeStartObject();
      json.writeStringField("class", d.className());
      json.writeNumberField("class_id", d.classId());
      writeDecimal(json, "confidence", d.confidence(), CONFIDENCE_DECIMALS);
      json.writeObjectFieldStart("box");
      writeDecimal(json, "x1", d.box().x1(), COORDINATE_DECIMALS);
      writeDecimal(json, "y1", d.box().y1(), COORDINATE_DECIMALS);
      writeDecimal(json, "x2", d.box().x2(), COORDINATE_DECIMALS);
      writeDecimal(json, "y2", d.box().y2(), COORDINATE_DECIMALS);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeFailed(JsonGenerator json, FrameResult.Failed failed)
      throws IOException {
    json.writeStringField("reason", failed.reason().wire());
    json.writeStringField("stage", failed.stage());
    json.writeStringField("detail", failed.detail());
    json.writeBooleanField("retryable", failed.retryable());
  }

  private static void writeDecimal(JsonGenerator json, String name, double value, int decimals)
      throws IOException {
    json.writeFieldName(name);
    json.writeNumber(Decimals.format(value, decimals));
  }

  private static FrameResult decode(JsonFields fields) {
    String schema = fields.text("schema");
    FrameRef frame =
        new FrameRef(
            fields.text("request_id"),
            fields.text("camera"),
            fields.optionalWhole("seq"),
            fields.text("model"),
            fields.optionalText("model_version"),
            fields.optionalWhole("captured_at_ms"));
    return switch (schema) {
      case MessageTypes.DETECTED -> detected(fields, frame);
      case MessageTypes.SKIPPED ->
          new FrameResult.Skipped(frame, fields.constant("reason", SkipReason.class));
      case MessageTypes.FAILED ->
          new FrameResult.Failed(
              frame,
              fields.constant("reason", FailReason.class),
              fields.text("stage"),
              fields.text("detail"),
              fields.flag("retryable"));
      default -> throw new MalformedResultException("schema is unknown: " + Wire.shown(schema));
    };
  }

  private static FrameResult.Detected detected(JsonFields fields, FrameRef frame) {
    JsonFields image = fields.object("image");
    List<Detection> detections = new ArrayList<>();
    for (JsonFields d : fields.objects("detections")) {
      JsonFields box = d.object("box");
      detections.add(
          new Detection(
              d.text("class"),
              d.wholeInt("class_id"),
              d.decimal("confidence"),
              new Box(box.decimal("x1"), box.decimal("y1"), box.decimal("x2"), box.decimal("y2"))));
    }
    return new FrameResult.Detected(
        frame, new ImageSize(image.wholeInt("width"), image.wholeInt("height")), detections);
  }
}
