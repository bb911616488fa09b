package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Connections that write the properties of messages otherwise than the client would. */
public final class AlteredHeaders extends ConnectionFactory {
  private final Set<Integer> frameTypes;
  private final UnaryOperator<byte[]> alteration;

  /**
   * @param alteration of the payload of a header frame
   */
  AlteredHeaders(String uri, UnaryOperator<byte[]> alteration) throws Exception {
    this(uri, Set.of(AMQP.FRAME_HEADER), alteration);
  }

  /** Also of methods, such as {@code basic.publish} with its routing key. */
  public static AlteredHeaders andMethods(String uri, UnaryOperator<byte[]> alteration)
      throws Exception {
    return new AlteredHeaders(uri, Set.of(AMQP.FRAME_METHOD, AMQP.FRAME_HEADER), alteration);
  }

  private AlteredHeaders(String uri, Set<Integer> frameTypes, UnaryOperator<byte[]> alteration)
      throws Exception {
    this.frameTypes = frameTypes;
    this.alteration = alteration;
    setUri(uri);
    setAutomaticRecoveryEnabled(false);
  }

  @Override
  protected FrameHandlerFactory createFrameHandlerFactory() throws IOException {
    FrameHandlerFactory plain = super.createFrameHandlerFactory();
    return (address, name) -> altering(plain.create(address, name));
  }

  private FrameHandler altering(FrameHandler frames) {
    return (FrameHandler)
        Proxy.newProxyInstance(
            FrameHandler.class.getClassLoader(),
            new Class<?>[] {FrameHandler.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("writeFrame")
                  && arguments[0] instanceof Frame frame
                  && frameTypes.contains(frame.getType())) {
                Frame altered = new Frame(frame.getType(), frame.getChannel());
                altered.getOutputStream().write(alteration.apply(frame.getPayload()));
                arguments[0] = altered;
              }
              try {
                return method.invoke(frames, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
