package dev.warren.worker.reference;

import dev.warren.protocol.testing.fuzz.Checks;
import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Documents that stand for an image, and whether what they name is allowed. */
public final class ReferencesFuzz implements FuzzTarget {
  private static final String FOLDER = "https://store.example:443/frames/";
  private static final UriPrefix PREFIX = UriPrefix.parse(FOLDER);

  @Override
  public String name() {
    return "references";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String uri :
        List.of(
            "https://store.example/frames/gate-3/1841.jpg",
            "https://store.example:443/frames/a.jpg?X-Signature=s3cret&e=1",
            "HTTPS://Store.Example./frames/%41/b.c",
            "http://10.0.0.7:9000/bucket/x",
            "http://[2001:db8::1]/x",
            "file:///data/frames/1.jpg",
            "https://me:pw@store.example/frames/../x#y")) {
      String json = "{\"uri\":\"%s\",\"sha256\":\"%s\",\"size\":1234,\"media_type\":\"image/png\"}";
      seeds.add(json.formatted(uri, "0f".repeat(32)).getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }

  @Override
  public String run(byte[] input) throws ReferenceException {
    FrameReference read;
    try {
      read = FrameReference.parse(input, 1 << 20);
    } catch (ReferenceException e) {
      Checks.oneLine(e.getMessage());
      return "refused: " + e.reason().wire();
    }
    if (!SafeUri.parse(read.uri().toString()).equals(read.uri())) {
      throw new AssertionError("not in its one form: " + read.uri());
    }
    boolean covered = PREFIX.covers(read.uri());
    if (covered && !read.uri().normalize().toString().startsWith(FOLDER)) {
      throw new AssertionError("leads out: " + read.uri());
    }
    return covered ? "allowed" : "not allowed";
  }
}
