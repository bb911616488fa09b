package dev.warren.protocol.testing.proxy;

/**
 * What is wrong with the way into one direction, for all connections that pass. Set at any time;
 * every chunk of bytes sees what holds when it comes. Thread-safe.
 */
public final class Toxics {
  private static final int CHUNK_BYTES = 16 << 10;

  private volatile Delay delay = new Delay(0, "");
  private volatile long bytesPerSecond;
  private volatile int sliceBytes;
  private volatile long sliceMillis;
  private volatile String hole;

  /** On connections that begin with a handshake with this text in it. */
  private record Delay(long millis, String handshake) {}

  /** Everything comes so much later. */
  public void latency(long millis) {
    latency(millis, "");
  }

  /** The same on those connections alone that begin with a handshake with this text in it. */
  public void latency(long millis, String handshake) {
    delay = new Delay(millis, handshake);
  }

  /** 0 for as fast as it goes. */
  public void bandwidth(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Bytes come in pieces of this size with a pause between; 0 for as they are. */
  public void slice(int bytes, long pauseMillis) {
    sliceMillis = pauseMillis;
    sliceBytes = bytes;
  }

  /** Nothing passes, not even an end, until this is lifted. */
  public void blackHole() {
    hole = "";
  }

  /** The same for those connections alone that begin with a handshake with this text in it. */
  public void blackHole(String handshake) {
    hole = handshake;
  }

  /** Nothing is wrong any more; what was held passes. */
  public void clear() {
    latency(0);
    bytesPerSecond = 0;
    sliceBytes = 0;
    hole = null;
  }

  long latencyMillis(String handshake) {
    Delay now = delay;
    return handshake.contains(now.handshake) ? now.millis : 0;
  }

  int chunkBytes() {
    int slice = sliceBytes;
    return slice > 0 ? Math.min(slice, CHUNK_BYTES) : CHUNK_BYTES;
  }

  /** After a chunk of so many bytes. */
  long pauseNanos(int bytes) {
    long pause = sliceBytes > 0 ? sliceMillis * 1_000_000 : 0;
    long rate = bytesPerSecond;
    return rate > 0 ? pause + bytes * 1_000_000_000L / rate : pause;
  }

  boolean holds(String handshake) {
    String part = hole;
    return part != null && handshake.contains(part);
  }
}
