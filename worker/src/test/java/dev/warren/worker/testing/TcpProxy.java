package dev.warren.worker.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A TCP connection's way to a server on this machine, which can become a black hole: it takes
 * everything and hands over nothing, and neither end is told.
 */
public final class TcpProxy implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final Queue<Pump> pumps = new ConcurrentLinkedQueue<>();
  private volatile boolean swallowing;

  public TcpProxy(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** From now on nothing gets through, on the connections that are there and on new ones. */
  public void swallow() {
    swallowing = true;
    pumps.forEach(pump -> pump.dead = true);
  }

  /** New connections get through; those that were swallowed stay so. */
  public void mend() {
    swallowing = false;
  }

  /** What the client says on the connection that was opened first does not get through any more. */
  public void swallowFirstClient() {
    pumps.element().dead = true;
  }

  /** Ends the connections that are there. */
  public void cut() {
    pumps.forEach(Pump::close);
    pumps.clear();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket there = new Socket();
        there.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        start(client, there);
        start(there, client);
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void start(Socket from, Socket to) {
    Pump pump = new Pump(from, to);
    pump.dead = swallowing;
    pumps.add(pump);
    daemon(pump);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** One direction. */
  private static final class Pump implements Runnable {
    private final Socket from;
    private final Socket to;
    private volatile boolean dead;

    Pump(Socket from, Socket to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n; (n = in.read(buffer)) >= 0; ) {
          if (!dead) out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One end is gone.
      }
      if (!dead) close();
    }

    void close() {
      try {
        from.close();
        to.close();
      } catch (IOException e) {
        // Closed enough.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    pumps.forEach(Pump::close);
  }
}
