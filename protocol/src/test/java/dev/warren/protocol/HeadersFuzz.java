package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.util.Arrays;
import java.util.List;

/** The guard on the thread that reads the connection: whatever bytes a header frame has. */
public final class HeadersFuzz implements FuzzTarget {
  private final HeaderGuard guard = new HeaderGuard();

  @Override
  public String name() {
    return "headers";
  }

  @Override
  public List<byte[]> seeds() {
    return EnvelopeSeeds.frames();
  }

  @Override
  public String run(byte[] input) {
    int key = input.length == 0 ? 0 : Math.min(input.length, 1 + (input[0] & 0xff));
    byte[] header = new byte[12 + input.length - key];
    System.arraycopy(input, key, header, 12, input.length - key);
    byte[] before = header.clone();
    Frame seen = guard.readable(new Frame(AMQP.FRAME_HEADER, 1, header));
    if (!Arrays.equals(header, before)) throw new AssertionError("the frame itself was changed");
    if (Arrays.equals(seen.getPayload(), header)) return "passed";
    if (guard.readable(seen) != seen) throw new AssertionError("its own marker is refused");
    return "replaced";
  }
}
