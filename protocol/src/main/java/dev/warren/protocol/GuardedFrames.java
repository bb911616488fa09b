package dev.warren.protocol;

import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;

/** The client's own frames, those that come in past a {@link HeaderGuard}. */
final class GuardedFrames implements FrameHandler {
  private final FrameHandler frames;
  private final HeaderGuard guard = new HeaderGuard();

  GuardedFrames(FrameHandler frames) {
    this.frames = frames;
  }

  @Override
  public Frame readFrame() throws IOException {
    return guard.readable(frames.readFrame());
  }

  @Override
  public boolean internalHearbeat() {
    return frames.internalHearbeat();
  }

  @Override
  public void setTimeout(int timeoutMs) throws SocketException {
    frames.setTimeout(timeoutMs);
  }

  @Override
  public int getTimeout() throws SocketException {
    return frames.getTimeout();
  }

  @Override
  public void sendHeader() throws IOException {
    frames.sendHeader();
  }

  @Override
  public void initialize(AMQConnection connection) {
    frames.initialize(connection);
  }

  @Override
  public void startProcessing() {
    frames.startProcessing();
  }

  @Override
  public void finishConnectionNegotiation() {
    frames.finishConnectionNegotiation();
  }

  @Override
  public void setFrameMax(int frameMax) {
    frames.setFrameMax(frameMax);
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    frames.writeFrame(frame);
  }

  @Override
  public void flush(WriteListener listener) throws IOException {
    frames.flush(listener);
  }

  @Override
  public void close() {
    frames.close();
  }

  @Override
  public InetAddress getLocalAddress() {
    return frames.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return frames.getLocalPort();
  }

  @Override
  public InetAddress getAddress() {
    return frames.getAddress();
  }

  @Override
  public int getPort() {
    return frames.getPort();
  }
}
