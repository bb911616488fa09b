package dev.warren.protocol.testing.fuzz;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Knows which input runs. Keeps its number in a file that outlives the process, for a native
 * library may take that down; and ends the process when one input runs for too long.
 */
final class RunningInput implements LongConsumer, AutoCloseable {
  private static final long HANG_SECONDS = 30;
  private static final String NUMBER = "%20d";

  private final Path file;
  private final String what;
  private final MappedByteBuffer map;
  private final Thread watched = Thread.currentThread();
  private final Thread watch = new Thread(this::watch, "fuzz-watch");
  private volatile long index;

  /**
   * @param file holds "name, seed N, input N" until closed
   */
  RunningInput(Path file, String name, long seed) throws IOException {
    this.file = file;
    this.what = "%s, seed %d, input ".formatted(name, seed);
    String text = what + NUMBER.formatted(0) + "\n";
    Files.writeString(file, text);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      map = channel.map(FileChannel.MapMode.READ_WRITE, 0, text.length());
    }
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void accept(long input) {
    index = input;
    map.put(what.length(), NUMBER.formatted(input).getBytes(StandardCharsets.US_ASCII));
  }

  /** Every input has ended. */
  @Override
  public void close() throws IOException {
    watch.interrupt();
    Files.deleteIfExists(file);
  }

  private void watch() {
    long seen = -1;
    for (int seconds = 0; seconds < HANG_SECONDS; seconds++) {
      if (seen != index) seconds = 0;
      seen = index;
      try {
        TimeUnit.SECONDS.sleep(1);
      } catch (InterruptedException closed) {
        return;
      }
    }
    System.err.println("fuzz: " + what + seen + " did not end within " + HANG_SECONDS + " s");
    for (StackTraceElement frame : watched.getStackTrace()) System.err.println("\tat " + frame);
    Runtime.getRuntime().halt(3);
  }
}
