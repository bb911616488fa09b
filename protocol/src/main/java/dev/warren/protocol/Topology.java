package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
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

  /** Checks the prefix. */
  public Topology {
    requireNonNull(prefix, "prefix");
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("prefix is not " + PREFIX + ": " + Wire.shown(prefix));
    }
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
    exchange(ch, framesExchange(), BuiltinExchangeType.TOPIC);
    exchange(ch, detectionsExchange(), BuiltinExchangeType.TOPIC);
    exchange(ch, deadLetterExchange(), BuiltinExchangeType.HEADERS);
    queue(ch, framesQueue(model), QUORUM);
    ch.queueBind(framesQueue(model), framesExchange(), framesBinding(model));
    queue(
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
    queue(ch, deadLetterQueue(), LOOKED_AT_OFTEN);
    ch.queueBind(deadLetterQueue(), deadLetterExchange(), "", Map.of("x-match", "all"));
    exchange(ch, quarantineExchange(), BuiltinExchangeType.TOPIC);
    queue(
        ch,
        quarantineQueue(model),
        Map.of(
            "x-queue-type",
            "quorum",
            "x-delivery-limit",
            QUARANTINE_LIMIT,
            "x-overflow",
            "reject-publish",
            "x-dead-letter-strategy",
            "at-least-once",
            "x-dead-letter-exchange",
            deadLetterExchange()));
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
    List<String> exchanges =
        new ArrayList<>(
            List.of(
                framesExchange(),
                detectionsExchange(),
                deadLetterExchange(),
                quarantineExchange()));
    List<String> queues =
        new ArrayList<>(
            List.of(
                framesQueue(model), detectionsQueue(), deadLetterQueue(), quarantineQueue(model)));
    for (Duration delay : RETRY_DELAYS) {
      exchanges.add(retryQueue(delay));
      queues.add(retryQueue(delay));
    }
    List<String> hidden = new ArrayList<>();
    for (String name : exchanges) if (!checkExchange(c, name)) hidden.add("exchange " + name);
    for (String name : queues) if (!checkQueue(c, name)) hidden.add("queue " + name);
    return hidden;
  }

  /**
   * Looks whether there is a queue of dead letters.
   *
   * @throws MissingTopologyException if there is none
   */
  public void checkDeadLetters(Connection c) throws IOException {
    checkQueue(c, deadLetterQueue());
  }

  /**
   * @return false if the broker does not tell us
   * @throws MissingTopologyException if the exchange is not there
   */
  static boolean checkExchange(Connection c, String name) throws IOException {
    return passively(c, "exchange", name, ch -> ch.exchangeDeclarePassive(name));
  }

  /**
   * @return false if the broker does not tell us
   * @throws MissingTopologyException if the queue is not there
   */
  static boolean checkQueue(Connection c, String name) throws IOException {
    return passively(c, "queue", name, ch -> ch.queueDeclarePassive(name));
  }

  private void declareRetry(Channel ch, Duration delay) throws IOException {
    String name = retryQueue(delay);
    exchange(ch, name, BuiltinExchangeType.TOPIC);
    queue(
        ch,
        name,
        Map.of(
            "x-queue-type",
            "quorum",
            "x-message-ttl",
            delay.toMillis(),
            "x-overflow",
            "reject-publish",
            "x-dead-letter-strategy",
            "at-least-once",
            "x-dead-letter-exchange",
            framesExchange()));
    ch.queueBind(name, name, "#");
  }

  private static void exchange(Channel ch, String name, BuiltinExchangeType type)
      throws IOException {
    try {
      ch.exchangeDeclare(name, type, true);
    } catch (IOException e) {
      throw explained(e, "exchange", name);
    }
  }

  private static void queue(Channel ch, String name, Map<String, Object> arguments)
      throws IOException {
    try {
      ch.queueDeclare(name, true, false, false, arguments);
    } catch (IOException e) {
      throw explained(e, "queue", name);
    }
  }

  /** The broker answers a failed declaration by closing the channel. */
  private static IOException explained(IOException e, String what, String name) {
    int code = closeCode(e);
    if (code == AMQP.PRECONDITION_FAILED) {
      throw new BrokerException(
          BrokerException.Kind.TOPOLOGY,
          what
              + " "
              + name
              + " exists with other arguments: delete it, or use another prefix ("
              + Wire.printable(close(e).getReplyText())
              + ")",
          e);
    }
    if (code == AMQP.ACCESS_REFUSED) {
      throw new BrokerException(
          BrokerException.Kind.PERMISSION, BrokerProblems.denied(close(e)), e);
    }
    return e;
  }

  private static boolean passively(Connection c, String what, String name, Declaration declaration)
      throws IOException {
    Channel ch = c.createChannel();
    if (ch == null) throw new IOException("the broker grants no more channels");
    try {
      declaration.on(ch);
      ch.abort();
      return true;
    } catch (IOException e) {
      if (closeCode(e) == AMQP.NOT_FOUND) throw absent(e, what, name);
      // Whether it is there RabbitMQ from 4.2.6 on tells only those who have a right on it. Such a
      // right is no part of a role that leaves it to the broker: then the first use will tell.
      if (closeCode(e) == AMQP.ACCESS_REFUSED) return false;
      throw explained(e, what, name);
    }
  }

  /** RabbitMQ says the same of a queue that is on one node alone, while that node is away. */
  private static BrokerException absent(IOException e, String what, String name) {
    String text = close(e).getReplyText();
    if (!text.contains("home node")) return new MissingTopologyException(what, name, e);
    return new BrokerException(
        BrokerException.Kind.UNREACHABLE,
        "%s %s is on a node that is away: start it, or make it a quorum queue (%s)"
            .formatted(what, name, Wire.shown(text)),
        e);
  }

  private static int closeCode(IOException e) {
    AMQP.Channel.Close close = close(e);
    return close == null ? 0 : close.getReplyCode();
  }

  /** Null where the broker has not closed the channel. */
  private static AMQP.Channel.Close close(IOException e) {
    if (!(e.getCause() instanceof ShutdownSignalException signal)) return null;
    return signal.getReason() instanceof AMQP.Channel.Close close ? close : null;
  }

  private static String checkedModel(String model) {
    if (!MODEL.matcher(model).matches()) {
      throw new IllegalArgumentException(
          "model is not one word of a routing key: " + Wire.shown(model));
    }
    return model;
  }

  private interface Declaration {
    void on(Channel ch) throws IOException;
  }
}
