package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * One frame to be looked at. Equality is by identity of {@code image}.
 *
 * @param id unique, at most 255 bytes of UTF-8: a frame sent twice under one id is the same frame
 * @param model which model looks at it; one word of a routing key (no dot)
 * @param camera where it comes from, or "" ; dots are allowed and separate words of the routing key
 * @param image the picture's encoded bytes, or the document that stands for it; <b>not copied</b>:
 *     do not touch it until the frame is confirmed
 * @param contentType one of {@link ImageTypes#ACCEPTED}, or {@link ImageReference#CONTENT_TYPE}
 * @param seq the publisher's running number, or null
 * @param capturedAtMs epoch milliseconds, or null
 * @param deadlineMs epoch milliseconds after which the answer is worthless, or null
 * @param ttlMs lifetime counted from {@code capturedAtMs}, else from arrival at the worker, or null
 * @param freshness never null
 * @param priorityClass never null
 * @param traceparent W3C trace context, or null
 * @param tracestate W3C trace state, or null
 * @param replyTo queue that gets the result instead of the detections exchange, or null
 * @param correlationId repeated in the result, or null: then the result repeats {@code id}
 * @param appId name of the publishing application, or null
 */
public record FrameRequest(
    String id,
    String model,
    String camera,
    byte[] image,
    String contentType,
    Long seq,
    Long capturedAtMs,
    Long deadlineMs,
    Long ttlMs,
    Freshness freshness,
    PriorityClass priorityClass,
    String traceparent,
    String tracestate,
    String replyTo,
    String correlationId,
    String appId) {

  public FrameRequest {
    requireNonNull(id, "id");
    requireNonNull(model, "model");
    requireNonNull(camera, "camera");
    requireNonNull(image, "image");
    requireNonNull(contentType, "contentType");
    requireNonNull(freshness, "freshness");
    requireNonNull(priorityClass, "priorityClass");
    if (id.isEmpty()) throw new IllegalArgumentException("id is empty");
    Wire.checkShortString("id", id);
    Wire.checkShortString("routing key", Topology.routingKey(model, camera));
    Wire.checkLength("contentType", contentType);
    if (image.length == 0) throw new IllegalArgumentException("image is empty: " + id);
    if (deadlineMs != null && deadlineMs < 0)
      throw new IllegalArgumentException("deadlineMs < 0: " + deadlineMs);
    if (ttlMs != null && ttlMs < 0) throw new IllegalArgumentException("ttlMs < 0: " + ttlMs);
    if (replyTo != null) Wire.checkLength("replyTo", replyTo);
    if (correlationId != null) Wire.checkLength("correlationId", correlationId);
    if (appId != null) Wire.checkLength("appId", appId);
  }

  /** A frame of {@code camera} for {@code model}; everything else is optional. */
  public static Builder builder(String id, String model, String camera, byte[] image) {
    return new Builder(id, model, camera, image);
  }

  /**
   * The same with an image that lies elsewhere. Only workers that may fetch from there look at it.
   */
  public static Builder builder(String id, String model, String camera, ImageReference reference) {
    return builder(id, model, camera, reference.toJson()).contentType(ImageReference.CONTENT_TYPE);
  }

  /** Whether {@code image} is a document that stands for the picture. */
  public boolean isReference() {
    return contentType.equals(ImageReference.CONTENT_TYPE);
  }

  /** The routing key it is published with. */
  public String routingKey() {
    return Topology.routingKey(model, camera);
  }

  /** What results repeat of it. */
  public FrameRef ref(String modelVersion) {
    return new FrameRef(id, camera, seq, model, modelVersion, capturedAtMs);
  }

  /**
   * The instant after which the answer is worthless: the earlier of {@code deadlineMs} and {@code
   * ttlMs}.
   *
   * @param arrivedAtMs when the worker received it, epoch milliseconds
   */
  public OptionalLong expiresAtMs(long arrivedAtMs) {
    return expiresAtMs(arrivedAtMs, 0);
  }

  /**
   * The same by the clock of a worker that knows the publisher's to be off.
   *
   * @param behindMs how far the publisher's clock is behind the worker's; negative when ahead
   */
  public OptionalLong expiresAtMs(long arrivedAtMs, long behindMs) {
    long start = capturedAtMs == null ? arrivedAtMs : saturatedSum(capturedAtMs, behindMs);
    long byTtl = ttlMs == null ? Long.MAX_VALUE : saturatedSum(start, ttlMs);
    long byDeadline = deadlineMs == null ? Long.MAX_VALUE : saturatedSum(deadlineMs, behindMs);
    if (ttlMs == null && deadlineMs == null) return OptionalLong.empty();
    return OptionalLong.of(Math.min(byTtl, byDeadline));
  }

  /** A copy whose result goes to queue {@code replyTo} with {@code correlationId}. */
  public FrameRequest withReply(String replyTo, String correlationId) {
    return new FrameRequest(
        id,
        model,
        camera,
        image,
        contentType,
        seq,
        capturedAtMs,
        deadlineMs,
        ttlMs,
        freshness,
        priorityClass,
        traceparent,
        tracestate,
        replyTo,
        correlationId,
        appId);
  }

  /** Names the frame, not its bytes. */
  @Override
  public String toString() {
    return "FrameRequest[%s, %s, %s, %s bytes]"
        .formatted(Wire.shown(id), Wire.shown(routingKey()), contentType, image.length);
  }

  private static long saturatedSum(long instant, long duration) {
    long sum = instant + duration;
    if (duration >= 0) return sum < instant ? Long.MAX_VALUE : sum;
    return sum > instant ? Long.MIN_VALUE : sum;
  }

  /** Collects the optional parts. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String model;
    private final String camera;
    private final byte[] image;
    private String contentType;
    private Long seq;
    private Long capturedAtMs;
    private Long deadlineMs;
    private Long ttlMs;
    private Freshness freshness = Freshness.EVERY;
    private PriorityClass priorityClass = PriorityClass.NORMAL;
    private String traceparent;
    private String tracestate;
    private String replyTo;
    private String correlationId;
    private String appId;

    private Builder(String id, String model, String camera, byte[] image) {
      this.id = requireNonNull(id, "id");
      this.model = requireNonNull(model, "model");
      this.camera = requireNonNull(camera, "camera");
      this.image = requireNonNull(image, "image");
    }

    /** Media type of the image; told from its bytes if not set. */
    public Builder contentType(String value) {
      contentType = value;
      return this;
    }

    /** Running number. */
    public Builder seq(Long value) {
      seq = value;
      return this;
    }

    /** When the picture was taken, epoch milliseconds. */
    public Builder capturedAtMs(Long value) {
      capturedAtMs = value;
      return this;
    }

    /** Latest useful instant, epoch milliseconds. */
    public Builder deadlineMs(Long value) {
      deadlineMs = value;
      return this;
    }

    /** Lifetime in milliseconds. */
    public Builder ttlMs(Long value) {
      ttlMs = value;
      return this;
    }

    /** What happens when a newer frame waits. */
    public Builder freshness(Freshness value) {
      freshness = value;
      return this;
    }

    /** Who goes first. */
    public Builder priorityClass(PriorityClass value) {
      priorityClass = value;
      return this;
    }

    /** W3C trace context. */
    public Builder traceparent(String value) {
      traceparent = value;
      return this;
    }

    /** W3C trace state, which goes with a trace context. */
    public Builder tracestate(String value) {
      tracestate = value;
      return this;
    }

    /** Queue that gets the result. */
    public Builder replyTo(String value) {
      replyTo = value;
      return this;
    }

    /** Repeated in the result. */
    public Builder correlationId(String value) {
      correlationId = value;
      return this;
    }

    /** Name of the publishing application. */
    public Builder appId(String value) {
      appId = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a part breaks the contract, or the bytes are of no
     *     accepted type
     */
    public FrameRequest build() {
      String type = contentType == null ? sniffed() : contentType;
      return new FrameRequest(
          id,
          model,
          camera,
          image,
          type,
          seq,
          capturedAtMs,
          deadlineMs,
          ttlMs,
          freshness,
          priorityClass,
          traceparent,
          tracestate,
          replyTo,
          correlationId,
          appId);
    }

    private String sniffed() {
      return ImageTypes.sniff(image)
          .filter(ImageTypes.ACCEPTED::contains)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "image is none of %s: %s"
                          .formatted(new TreeSet<>(ImageTypes.ACCEPTED), Wire.shown(id))));
    }
  }
}
