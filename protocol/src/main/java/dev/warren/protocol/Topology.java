package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names of everything on the broker, from one prefix.
 *
 * @param prefix first part of every name, {@code warren} by default
 */
public record Topology(String prefix) {
  /** How long a frame waits before it is tried again. */
  public static final List<Duration> RETRY_DELAYS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern MODEL = Pattern.compile("[^.*#\\p{Cntrl}\\s]+");
  private static final int DETECTIONS_MAX_BYTES = 256 << 20;
  private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

  /**
   * Whoever looks into the dead letters takes them and gives them back, which counts, as does each
   * end of a consumer of results. A broker that has a limit by itself (RabbitMQ 4.0: 20) would drop
   * what was taken too often.
   */
  private static final int OFTEN = 1_000_000;

  private static final Map<String, Object> LOOKED_AT_OFTEN =
      Map.of("x-queue-type", "quorum", "x-delivery-limit", OFTEN);

  /** Ends of processes that a frame in quarantine may be near to, before it is given up. */
  private static final int QUARANTINE_LIMIT = 2;

  /** Prefix {@code warren}. Initialised last: it uses the constants above. */
  public static final Topology DEFAULT = new Topology("warren");

  public Topology {
    requireNonNull(prefix, "prefix");
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("prefix is not " + PREFIX + ": " + Wire.shown(prefix));
    }
  }

  /**
   * How long a frame waits for its next try.
   *
   * @param tries so far, 1 or more
   */
  public static Duration retryDelay(int tries) {
    return RETRY_DELAYS.get(Math.min(tries, RETRY_DELAYS.size()) - 1);
  }

  /** Topic exchange that frames are published to with {@link #routingKey}. */
  public String framesExchange() {
    return prefix + ".frames";
  }

  /** Quorum queue of frames for one model. */
  public String framesQueue(String model) {
    return prefix + ".frames." + checkedModel(model);
  }

  /** What that queue is bound with. */
  public String framesBinding(String model) {
    return checkedModel(model) + ".#";
  }

  /** Topic exchange that results are published to with the frame's routing key. */
  public String detectionsExchange() {
    return prefix + ".detections";
  }

  /**
   * Bounded quorum queue of all results, so that none is lost before the first consumer comes. One
   * that lives on a single node of a cluster would stop all workers with that node.
   */
  public String detectionsQueue() {
    return prefix + ".detections";
  }

  /**
   * Queue whose messages go back to the frames exchange after {@code delay}, with the routing key
   * they had. Publish to the topic exchange of the same name.
   */
  public String retryQueue(Duration delay) {
    boolean seconds = delay.toMillis() % 1000 == 0;
    return prefix + ".retry." + (seconds ? delay.toSeconds() + "s" : delay.toMillis() + "ms");
  }

  /** Topic exchange for frames that are suspected of ending worker processes. */
  public String quarantineExchange() {
    return prefix + ".quarantine";
  }

  /** Quorum queue of such frames for one model: taken one at a time, and not more than thrice. */
  public String quarantineQueue(String model) {
    return prefix + ".quarantine." + checkedModel(model);
  }

  /**
   * A new name for a queue of somebody's own. It begins with the prefix, so that permissions on the
   * prefix cover it, which they would not for a name of the broker's choice.
   */
  public String ownQueue() {
    return prefix + ".own." + UUID.randomUUID();
  }

  /** Headers exchange for what cannot be answered. */
  public String deadLetterExchange() {
    return prefix + ".dlx";
  }

  /** Quorum queue that gets everything from that exchange. */
  public String deadLetterQueue() {
    return prefix + ".dead-letters";
  }

  /** {@code <model>.<camera>}, or the model alone if the camera is "". */
  public static String routingKey(String model, String camera) {
    return camera.isEmpty() ? checkedModel(model) : checkedModel(model) + "." + camera;
  }

  /**
   * Creates everything for one model; does nothing where it exists. The frames queue gets no
   * argument but its type: limits are set by policy, which can be changed later.
   *
   * @throws BrokerException of kind TOPOLOGY if something exists with other arguments, of kind
   *     PERMISSION if we may not; the broker has then closed {@code ch}
   */
  public void declare(Channel ch, String model) throws IOException {
    Declarations.exchange(ch, framesExchange(), BuiltinExchangeType.TOPIC);
    Declarations.exchange(ch, detectionsExchange(), BuiltinExchangeType.TOPIC);
    Declarations.exchange(ch, deadLetterExchange(), BuiltinExchangeType.HEADERS);
    Declarations.queue(ch, framesQueue(model), QUORUM);
    ch.queueBind(framesQueue(model), framesExchange(), framesBinding(model));
    Declarations.queue(
        ch,
        detectionsQueue(),
        Map.of(
            "x-queue-type",
            "quorum",
            "x-delivery-limit",
            OFTEN,
            "x-message-ttl",
            Duration.ofHours(1).toMillis(),
            "x-max-length-bytes",
            DETECTIONS_MAX_BYTES,
            "x-overflow",
            "drop-head"));
    ch.queueBind(detectionsQueue(), detectionsExchange(), "#");
    Declarations.queue(ch, deadLetterQueue(), LOOKED_AT_OFTEN);
    ch.queueBind(deadLetterQueue(), deadLetterExchange(), "", Map.of("x-match", "all"));
    Declarations.exchange(ch, quarantineExchange(), BuiltinExchangeType.TOPIC);
    Declarations.queue(
        ch,
        quarantineQueue(model),
        handingOn(deadLetterExchange(), "x-delivery-limit", QUARANTINE_LIMIT));
    ch.queueBind(quarantineQueue(model), quarantineExchange(), framesBinding(model));
    for (Duration delay : RETRY_DELAYS) declareRetry(ch, delay);
  }

  /**
   * Looks whether everything that serving {@code model} needs is there; creates nothing. Opens and
   * closes own channels.
   *
   * @return what the broker does not show to us; empty before RabbitMQ 4.2.6
   * @throws MissingTopologyException naming the first missing object and how to create it
   */
  public List<String> check(Connection c, String model) throws IOException {
    List<String> hidden = new ArrayList<>();
    for (String name : exchanges()) {
      if (!Declarations.checkExchange(c, name)) hidden.add("exchange " + name);
    }
    for (String name : queues(model)) {
      if (!Declarations.checkQueue(c, name)) hidden.add("queue " + name);
    }
    return hidden;
  }

  /**
   * Deletes everything that {@link #declare} creates, with the messages in it, and so what other
   * models share with this one. That something is not there is no error.
   */
  public void delete(Channel ch, String model) throws IOException {
    for (String name : queues(model)) ch.queueDelete(name);
    for (String name : exchanges()) ch.exchangeDelete(name);
  }

  private List<String> exchanges() {
    List<String> names =
        new ArrayList<>(
            List.of(
                framesExchange(),
                detectionsExchange(),
                deadLetterExchange(),
                quarantineExchange()));
    for (Duration delay : RETRY_DELAYS) names.add(retryQueue(delay));
    return names;
  }

  private List<String> queues(String model) {
    List<String> names =
        new ArrayList<>(
            List.of(
                framesQueue(model), detectionsQueue(), deadLetterQueue(), quarantineQueue(model)));
    for (Duration delay : RETRY_DELAYS) names.add(retryQueue(delay));
    return names;
  }

  /**
   * Looks whether there is a queue of dead letters.
   *
   * @throws MissingTopologyException if there is none
   */
  public void checkDeadLetters(Connection c) throws IOException {
    Declarations.checkQueue(c, deadLetterQueue());
  }

  private void declareRetry(Channel ch, Duration delay) throws IOException {
    String name = retryQueue(delay);
    Declarations.exchange(ch, name, BuiltinExchangeType.TOPIC);
    Declarations.queue(ch, name, handingOn(framesExchange(), "x-message-ttl", delay.toMillis()));
    ch.queueBind(name, name, "#");
  }

  /** Refuses what does not fit, and at the limit hands everything on to {@code exchange}. */
  private static Map<String, Object> handingOn(String exchange, String limit, Object value) {
    return Map.of(
        "x-queue-type",
        "quorum",
        limit,
        value,
        "x-overflow",
        "reject-publish",
        "x-dead-letter-strategy",
        "at-least-once",
        "x-dead-letter-exchange",
        exchange);
  }

  private static String checkedModel(String model) {
    if (!MODEL.matcher(model).matches()) {
      throw new IllegalArgumentException(
          "model is not one word of a routing key: '" + Wire.shown(model) + "'");
    }
    return model;
  }
}
