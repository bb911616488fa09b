package dev.warren.worker.cli;

import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.Topology;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.UriPrefix;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What those who publish frames may have a worker do. */
final class PublisherOptions {
  private static final String OFF = "off";

  @Option(
      names = "--reply-to",
      paramLabel = "PATTERN",
      split = ",",
      description =
          "Queues that frames may name for their results, * for any characters; repeat, or separate"
              + " by commas. Default: direct reply-to, amq.gen-* and PREFIX.own.*, which are queues"
              + " of requesters. 'off': none. The exchange gets what may not go to a queue.")
  private List<String> replyTo = List.of();

  @Option(
      names = "--reference-prefix",
      paramLabel = "URI",
      split = ",",
      description =
          "Fetch images of frames that only refer to them, from below this URI:"
              + " https://store.example/frames/, http:// or file:///; repeat, or separate by"
              + " commas. Default: none, such frames fail.")
  private List<String> prefixes = List.of();

  @Option(
      names = "--reference-local",
      description =
          "Fetch also from addresses of this machine itself, link-local ones and those of a cloud's"
              + " metadata.")
  private boolean local;

  @Option(
      names = "--reference-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      description =
          "Longest time for one fetch, which holds a decoding thread; less where its frame has a"
              + " deadline before that. Default ${DEFAULT-VALUE}.")
  private Duration referenceTimeout;

  PublisherRights rights(Topology topology) {
    return new PublisherRights(replies(topology), references());
  }

  private ReplyPolicy replies(Topology topology) {
    if (replyTo.isEmpty()) return ReplyPolicy.usual(topology);
    if (replyTo.equals(List.of(OFF))) return ReplyPolicy.of(topology, List.of());
    if (replyTo.contains(OFF)) {
      throw new IllegalArgumentException(
          "replyTo is off and has names of queues: " + String.join(",", replyTo));
    }
    try {
      return ReplyPolicy.of(topology, replyTo);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("replyTo holds no name of a queue: " + e.getMessage(), e);
    }
  }

  private ReferenceConfig references() {
    if (referenceTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("referenceTimeout < 1 ms: " + referenceTimeout);
    }
    Duration usual = ReferenceConfig.NONE.connectTimeout();
    Duration connect = usual.compareTo(referenceTimeout) < 0 ? usual : referenceTimeout;
    List<UriPrefix> allowed = prefixes.stream().map(PublisherOptions::prefix).toList();
    return new ReferenceConfig(
        allowed, local, ReferenceConfig.NONE.maxBytes(), connect, referenceTimeout);
  }

  private static UriPrefix prefix(String text) {
    try {
      return UriPrefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "referencePrefix is no place to fetch from: " + e.getMessage(), e);
    }
  }
}
