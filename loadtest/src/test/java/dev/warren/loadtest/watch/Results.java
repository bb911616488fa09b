package dev.warren.loadtest.watch;

import dev.warren.protocol.Box;
import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.ResultCodec;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Timings;
import java.util.ArrayList;
import java.util.List;

/** Results as tests need them. */
final class Results {
  static final long CAPTURED = 1_700_000_000_000L;

  private Results() {}

  static FrameRef frame(String id) {
    return new FrameRef(id, "gate-1", 7L, "demo", "v1", CAPTURED);
  }

  static FrameResult detected(String id, String... classes) {
    List<Detection> found = new ArrayList<>();
    for (String name : classes) {
      found.add(new Detection(name, found.size(), 0.9, new Box(10, 20, 60, 80)));
    }
    return new FrameResult.Detected(frame(id), new ImageSize(128, 96), found);
  }

  static FrameResult skipped(String id) {
    return new FrameResult.Skipped(frame(id), SkipReason.SUPERSEDED);
  }

  static FrameResult failed(String id, String detail) {
    return new FrameResult.Failed(frame(id), FailReason.MALFORMED, "decode", detail, false);
  }

  static ReceivedResult received(FrameResult result) {
    Timings timings = new Timings(1.5, 2.0, null, 30.25, null);
    ResultHeaders headers = new ResultHeaders("w-1", "pytorch", 2, 1, 40L, timings, null);
    return new ReceivedResult(
        result, headers, "demo.gate-1", result.frame().requestId(), ResultCodec.encode(result), 0);
  }
}
