package dev.warren.protocol;

import dev.warren.protocol.testing.fuzz.Checks;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** The body of a result. */
public final class JsonFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<byte[]> seeds() {
    return LongStream.range(0, 200)
        .mapToObj(seed -> ResultCodec.encode(Samples.result(new Random(seed))))
        .toList();
  }

  @Override
  public String run(byte[] input) {
    FrameResult result;
    try {
      result = ResultCodec.decode(input);
    } catch (MalformedResultException refused) {
      Checks.oneLine(refused.getMessage());
      return "refused";
    }
    byte[] again = ResultCodec.encode(result);
    if (!Arrays.equals(ResultCodec.encode(ResultCodec.decode(again)), again)) {
      throw new AssertionError("another meaning after one turn: " + result);
    }
    return "read";
  }
}
