package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which queues a frame may name in {@code reply_to}. Whoever publishes frames makes a worker write
 * to them, with the worker's rights. Patterns are names in which {@code *} stands for any
 * characters.
 *
 * <p>Two kinds of names no pattern covers by accident. Warren's own queues are never answered to,
 * but for those that clients make ({@link Topology#ownQueue}): a result among the frames would be
 * taken for one. And {@code amq.}, which is the broker's, needs a pattern that begins with it, as
 * {@link #DIRECT} does.
 */
public final class ReplyPolicy {
  /** Covers direct reply-to, RabbitMQ's answers without a queue. */
  public static final String DIRECT = "amq.rabbitmq.reply-to.*";

  /** Covers queues that the broker has named: nobody but their owners knows the names. */
  public static final String NAMED_BY_BROKER = "amq.gen-*";

  private static final String BROKERS = "amq.";

  private final String ours;
  private final String clients;
  private final List<String> patterns;
  private final Pattern usual;
  private final Pattern brokers;

  private ReplyPolicy(Topology topology, List<String> patterns) {
    this.ours = topology.prefix() + ".";
    this.clients = topology.prefix() + ".own.";
    this.patterns = List.copyOf(patterns);
    this.usual = anyOf(patterns.stream().filter(p -> !p.startsWith(BROKERS)));
    this.brokers = anyOf(patterns.stream().filter(p -> p.startsWith(BROKERS)));
  }

  /**
   * @param topology of the worker
   * @param patterns none: only the detections exchange is answered to
   * @throws IllegalArgumentException if a pattern can be no queue's name
   */
  public static ReplyPolicy of(Topology topology, List<String> patterns) {
    for (String pattern : patterns) {
      if (pattern.isBlank()) throw new IllegalArgumentException("reply pattern is empty");
      Wire.checkShortString("reply pattern", pattern);
    }
    return new ReplyPolicy(requireNonNull(topology, "topology"), patterns);
  }

  /**
   * The queues that cannot be anyone's but a requester's: direct reply-to, queues that the broker
   * has named, and those that Warren's clients make.
   */
  public static ReplyPolicy usual(Topology topology) {
    return of(topology, List.of(DIRECT, NAMED_BY_BROKER, topology.prefix() + ".own.*"));
  }

  /** Whether results may go to that queue. */
  public boolean allows(String replyTo) {
    if (replyTo.isEmpty() || Wire.hasControlCharacters(replyTo)) return false;
    if (replyTo.startsWith(BROKERS)) return brokers.matcher(replyTo).matches();
    if (replyTo.startsWith(ours) && !replyTo.startsWith(clients)) return false;
    return usual.matcher(replyTo).matches();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplyPolicy that
        && ours.equals(that.ours)
        && patterns.equals(that.patterns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ours, patterns);
  }

  @Override
  public String toString() {
    return patterns.isEmpty() ? "no replies to queues" : "replies to " + patterns;
  }

  private static Pattern anyOf(Stream<String> patterns) {
    return Pattern.compile(
        patterns.map(ReplyPolicy::expression).collect(Collectors.joining("|")), Pattern.DOTALL);
  }

  /** Neighbouring stars are one: each would multiply the time that a long name takes. */
  private static String expression(String pattern) {
    return Stream.of(pattern.replaceAll("\\*+", "*").split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }
}
