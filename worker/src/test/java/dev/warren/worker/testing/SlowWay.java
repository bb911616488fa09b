package dev.warren.worker.testing;

import dev.warren.protocol.AmqpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A longer way to a broker, for those connections alone whose names end with a word: what passes
 * arrives later by a fixed time in each direction, at any rate.
 */
public final class SlowWay implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final AmqpConfig broker;
  private final byte[] word;
  private final long delayNanos;
  private final ServerSocket listener = new ServerSocket(0, 16, InetAddress.getByName("127.0.0.1"));
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private record Piece(byte[] bytes, long dueNanos) {}

  /**
   * @param word the end of the names of the connections that are slow
   * @param delay in each direction
   */
  public SlowWay(AmqpConfig broker, String word, Duration delay) throws IOException {
    this.broker = broker;
    this.word = word.getBytes(StandardCharsets.UTF_8);
    this.delayNanos = delay.toNanos();
    thread("accept", this::accept);
  }

  /** The broker at the end of this way. */
  public AmqpConfig amqp() {
    return AmqpConfig.parse("amqp://127.0.0.1:" + listener.getLocalPort())
        .withCredentials(broker.username(), broker.password());
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private static void thread(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException | InterruptedException e) {
                // One end has gone: so has this way.
              }
            },
            "slow-way-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = keep(listener.accept());
      String[] address = broker.address().split(":");
      Socket server = keep(new Socket(address[0], Integer.parseInt(address[1])));
      Connection connection = new Connection();
      connection.join(client, server, true);
      connection.join(server, client, false);
    }
  }

  private Socket keep(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  /** Both directions of one connection. */
  private final class Connection {
    private volatile boolean isSlow;

    void join(Socket from, Socket to, boolean isFromClient) {
      BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
      thread("read", () -> read(from, to, pieces, isFromClient));
      thread("write", () -> write(to.getOutputStream(), pieces));
    }

    private void read(Socket from, Socket to, BlockingQueue<Piece> pieces, boolean isFromClient)
        throws IOException {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[BUFFER];
        for (int n; (n = in.read(buffer)) >= 0; ) {
          byte[] bytes = Arrays.copyOf(buffer, n);
          // The name is among the properties that a client introduces itself with.
          if (isFromClient && !isSlow) isSlow = contains(bytes);
          pieces.add(new Piece(bytes, System.nanoTime() + (isSlow ? delayNanos : 0)));
        }
      }
    }

    private void write(OutputStream out, BlockingQueue<Piece> pieces)
        throws IOException, InterruptedException {
      while (true) {
        Piece piece = pieces.take();
        long left = piece.dueNanos() - System.nanoTime();
        if (left > 0) TimeUnit.NANOSECONDS.sleep(left);
        out.write(piece.bytes());
      }
    }
  }

  private boolean contains(byte[] bytes) {
    for (int i = 0; i + word.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) return true;
    }
    return false;
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
