package dev.warren.protocol;

import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.net.Socket;

/** The client's own frames, those that come in past a {@link HeaderGuard}. */
final class GuardedFrames extends SocketFrameHandler {
  private final HeaderGuard guard = new HeaderGuard();

  GuardedFrames(Socket socket, int maxInboundBytes) throws IOException {
    super(socket, null, maxInboundBytes);
  }

  @Override
  public Frame readFrame() throws IOException {
    return guard.readable(super.readFrame());
  }
}
