package dev.warren.protocol;

import dev.warren.protocol.testing.fuzz.Checks;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;

/** What a subscriber makes of a result: properties, headers and JSON. */
public final class ResultsFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "results";
  }

  @Override
  public List<byte[]> seeds() {
    return EnvelopeSeeds.results();
  }

  @Override
  public String run(byte[] input) throws Exception {
    RawEnvelope e = RawEnvelope.read(input);
    if (e == null) return NOT_DELIVERED;
    ReceivedResult read;
    try {
      read = ResultMessages.read(e.routingKey(), e.properties(), e.body(), 0);
    } catch (MalformedResultException refused) {
      Checks.oneLine(refused.getMessage());
      return "refused";
    }
    // What was understood can be said again, and means the same.
    byte[] again = ResultCodec.encode(read.result());
    if (!Arrays.equals(ResultCodec.encode(ResultCodec.decode(again)), again)) {
      throw new AssertionError("another meaning after one turn: " + read.result());
    }
    RawEnvelope.sent(
        ResultMessages.properties(read.result(), read.headers(), read.correlationId()));
    return "read";
  }
}
