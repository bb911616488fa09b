package dev.warren.protocol;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * By which traces of several programs are put together. What is malformed counts as absent: no
 * frame fails for it.
 *
 * @param traceparent as W3C says, or null
 * @param tracestate as W3C says, or null; never without {@code traceparent}
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceContext(String traceparent, String tracestate) {
  /** No trace. */
  public static final TraceContext NONE = new TraceContext(null, null);

  /** W3C asks that so much be passed on; what is longer may be dropped. */
  private static final int MAX_CHARS = 512;

  private static final int VERSION_0_CHARS = 55;
  private static final int MAX_MEMBERS = 32;

  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

  private static final Pattern MEMBER =
      Pattern.compile(
          "(?:[a-z0-9][_0-9a-z*/-]{0,255}|[a-z0-9][_0-9a-z*/-]{0,240}@[a-z][_0-9a-z*/-]{0,13})"
              + "=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

  /**
   * Keeps what is well-formed.
   *
   * @param traceparent or null
   * @param tracestate or null
   * @param ignored hears of what is not: name, rule and value in one line
   */
  static TraceContext read(String traceparent, String tracestate, Consumer<String> ignored) {
    if (traceparent == null) return NONE;
    if (!isTraceparent(traceparent)) {
      ignored.accept(Headers.TRACEPARENT + " is not W3C trace context: " + Wire.shown(traceparent));
      return NONE;
    }
    if (tracestate == null || tracestate.isEmpty()) return new TraceContext(traceparent, null);
    if (!isTracestate(tracestate)) {
      ignored.accept(Headers.TRACESTATE + " is not W3C trace state: " + Wire.shown(tracestate));
      return new TraceContext(traceparent, null);
    }
    return new TraceContext(traceparent, tracestate);
  }

  private static boolean isTraceparent(String value) {
    // A later version may have more fields; this one has not.
    boolean length = value.startsWith("00") ? value.length() == VERSION_0_CHARS : true;
    return length && value.length() <= MAX_CHARS && TRACEPARENT.matcher(value).matches();
  }

  private static boolean isTracestate(String value) {
    if (value.length() > MAX_CHARS) return false;
    String[] members = value.split(",", -1);
    if (members.length > MAX_MEMBERS) return false;
    Set<String> keys = new HashSet<>();
    for (String padded : members) {
      String member = padded.strip();
      if (member.isEmpty()) continue;
      if (!MEMBER.matcher(member).matches()) return false;
      if (!keys.add(member.substring(0, member.indexOf('=')))) return false;
    }
    return true;
  }
}
