package dev.warren.loadtest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;
import org.awaitility.Awaitility;

/**
 * A camera that speaks as much RTSP (RFC 2326) as a player needs, over TCP only, behind a password.
 * FFmpeg makes its pictures: H.264 in RTP.
 */
public final class RtspCamera implements AutoCloseable {
  static final String LOGIN = "viewer:rtsp-secret";

  private final Process pictures;
  private final DatagramSocket packets;
  private final Path sdp;
  private final Set<Socket> viewers = ConcurrentHashMap.newKeySet();
  private final Set<OutputStream> players = ConcurrentHashMap.newKeySet();
  private final ServerSocketFactory sockets;
  private ServerSocket server;

  private RtspCamera(Path folder, ServerSocketFactory sockets) throws IOException {
    this.sockets = sockets;
    packets = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    sdp = folder.resolve("camera.sdp");
    pictures =
        new ProcessBuilder(
                List.of(
                    ("ffmpeg -hide_banner -nostdin -loglevel error -re -f lavfi"
                            + " -i testsrc2=size=320x180:rate=20 -c:v libx264 -preset ultrafast"
                            + " -tune zerolatency -g 10 -bf 0 -f rtp -sdp_file "
                            + sdp
                            + " rtp://127.0.0.1:"
                            + packets.getLocalPort())
                        .split(" ")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  static RtspCamera start(Path folder) throws IOException {
    return start(folder, ServerSocketFactory.getDefault());
  }

  /** With sockets of TLS it speaks RTSPS. */
  public static RtspCamera start(Path folder, ServerSocketFactory sockets) throws IOException {
    RtspCamera camera = new RtspCamera(folder, sockets);
    Awaitility.await().until(() -> Files.exists(camera.sdp) && Files.size(camera.sdp) > 0);
    daemon(camera::forward);
    camera.listen(0);
    return camera;
  }

  public String uri() {
    return (sockets instanceof SSLServerSocketFactory ? "rtsps://" : "rtsp://")
        + LOGIN
        + "@127.0.0.1:"
        + server.getLocalPort()
        + "/stream?token=query-secret";
  }

  /** Cuts every viewer off and takes no new ones. */
  void goAway() throws IOException {
    server.close();
    for (Socket viewer : viewers) viewer.close();
  }

  void comeBack() throws IOException {
    listen(server.getLocalPort());
  }

  /** Sends nothing more to those who watch, who stay connected. */
  void fallSilent() {
    players.clear();
  }

  private void listen(int port) throws IOException {
    ServerSocket listening = sockets.createServerSocket(port, 10, InetAddress.getLoopbackAddress());
    server = listening;
    daemon(
        () -> {
          while (true) {
            Socket viewer = listening.accept();
            viewers.add(viewer);
            daemon(() -> converse(viewer));
          }
        });
  }

  /** Each packet to each viewer, behind four bytes: {@code $}, the channel, the length. */
  private void forward() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
    while (true) {
      packet.setLength(1 << 16);
      packets.receive(packet);
      byte[] framed = new byte[packet.getLength() + 4];
      framed[0] = '$';
      framed[2] = (byte) (packet.getLength() >> 8);
      framed[3] = (byte) packet.getLength();
      System.arraycopy(packet.getData(), 0, framed, 4, packet.getLength());
      for (OutputStream player : players) send(player, framed);
    }
  }

  private void send(OutputStream player, byte[] framed) {
    try {
      synchronized (player) {
        player.write(framed);
      }
    } catch (IOException e) {
      players.remove(player);
    }
  }

  private void converse(Socket viewer) throws IOException {
    InputStream in = new BufferedInputStream(viewer.getInputStream());
    OutputStream out = viewer.getOutputStream();
    for (String request; (request = line(in)) != null; ) {
      if (request.startsWith("$")) throw new IOException("unexpected RTCP: " + request);
      Map<String, String> headers = new HashMap<>();
      for (String line; !(line = line(in)).isEmpty(); ) {
        headers.put(line.split(": ", 2)[0].toLowerCase(), line.split(": ", 2)[1]);
      }
      String method = request.split(" ")[0];
      byte[] answer = answer(method, headers).getBytes(ISO_8859_1);
      synchronized (out) {
        out.write(answer);
      }
      if (method.equals("PLAY")) players.add(out);
      if (method.equals("TEARDOWN")) viewer.close();
    }
  }

  private String answer(String method, Map<String, String> headers) throws IOException {
    String basic = "Basic " + Base64.getEncoder().encodeToString(LOGIN.getBytes(ISO_8859_1));
    String number = headers.get("cseq");
    if (!method.equals("OPTIONS") && !basic.equals(headers.get("authorization"))) {
      return response("401 Unauthorized", number, "WWW-Authenticate: Basic realm=\"camera\"", "");
    }
    return switch (method) {
      case "OPTIONS" -> response("200 OK", number, "Public: DESCRIBE, SETUP, PLAY, TEARDOWN", "");
      case "DESCRIBE" -> response("200 OK", number, "Content-Type: application/sdp", description());
      case "SETUP" ->
          headers.get("transport").contains("TCP")
              ? response(
                  "200 OK",
                  number,
                  "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1",
                  "")
              : response("461 Unsupported Transport", number, "Session: 1", "");
      default -> response("200 OK", number, "Session: 1", "");
    };
  }

  private static String response(String status, String number, String header, String body) {
    return "RTSP/1.0 %s\r\nCSeq: %s\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, number, header, body.length(), body);
  }

  private String description() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(sdp)) {
      if (line.startsWith("SDP:")) continue;
      text.append(line.startsWith("m=") ? "m=video 0 RTP/AVP 96\r\na=control:track0" : line);
      text.append("\r\n");
    }
    return text.toString();
  }

  /** Also the RTCP packets that a viewer sends in between are passed over here. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b; (b = in.read()) >= 0; ) {
      if (b == '$' && line.length() == 0) {
        in.read();
        in.skipNBytes((in.read() << 8) + in.read());
      } else if (b == '\n') {
        return line.toString().strip();
      } else {
        line.append((char) b);
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    pictures.destroyForcibly();
    packets.close();
    goAway();
  }

  /** Something that ends when what it uses is closed. */
  private interface Serving {
    void run() throws IOException;
  }

  private static void daemon(Serving serving) {
    Thread thread =
        new Thread(
            () -> {
              try {
                serving.run();
              } catch (IOException e) {
                // Closed.
              }
            },
            "rtsp-camera");
    thread.setDaemon(true);
    thread.start();
  }
}
