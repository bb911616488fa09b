package dev.warren.protocol.testing.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One direction of one connection. Two threads: one reads and stamps, the other writes when it is
 * time, so that latency does not cost throughput.
 */
final class Pipe {
  private static final int QUEUED_CHUNKS = 256;
  private static final long HOLE_MILLIS = 5;
  private static final byte[] END = {};

  private record Chunk(byte[] bytes, long dueNanos) {}

  private final Link link;
  private final InputStream in;
  private final OutputStream out;
  private final Toxics toxics;
  private final boolean fromClient;
  private final BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>(QUEUED_CHUNKS);

  Pipe(Link link, InputStream in, OutputStream out, Toxics toxics, boolean fromClient) {
    this.link = link;
    this.in = in;
    this.out = out;
    this.toxics = toxics;
    this.fromClient = fromClient;
  }

  void start(String name) {
    thread(name + "-read", this::read).start();
    thread(name + "-write", this::write).start();
  }

  private void read() throws InterruptedException {
    try {
      byte[] buffer = new byte[16 << 10];
      for (int n; (n = in.read(buffer, 0, toxics.chunkBytes())) >= 0; ) {
        byte[] bytes = Arrays.copyOf(buffer, n);
        if (fromClient) link.sniff(bytes);
        enqueue(bytes);
      }
    } catch (IOException e) {
      // As good as an end.
    }
    enqueue(END);
  }

  private void enqueue(byte[] bytes) throws InterruptedException {
    long due =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(toxics.latencyMillis(link.handshake()));
    while (!queue.offer(new Chunk(bytes, due), 50, TimeUnit.MILLISECONDS)) {
      if (link.isClosed()) return;
    }
  }

  private void write() throws InterruptedException {
    try {
      while (true) {
        Chunk chunk = queue.poll(50, TimeUnit.MILLISECONDS);
        if (link.isClosed()) return;
        if (chunk == null) continue;
        awaitDue(chunk);
        if (link.isClosed()) return; // what was held is lost with it
        if (chunk.bytes() == END) break;
        out.write(chunk.bytes());
        TimeUnit.NANOSECONDS.sleep(toxics.pauseNanos(chunk.bytes().length));
      }
    } catch (IOException e) {
      // The other side is gone: so is this one.
    }
    link.close();
  }

  private void awaitDue(Chunk chunk) throws InterruptedException {
    for (long left; (left = chunk.dueNanos() - System.nanoTime()) > 0; ) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
    while (toxics.holds(link.handshake()) && !link.isClosed()) Thread.sleep(HOLE_MILLIS);
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private static Thread thread(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }
}
