package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.BrokerException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Puts the client library's exceptions into one line each: where, what, what to do. */
public final class BrokerProblems {
  /** Brokers from 3.12 on name the right. */
  private static final Pattern DENIED =
      Pattern.compile(
          "(?:(configure|write|read) )?access to ((\\w+) '.*') in vhost '(.*)' refused for user '(.*)'");

  private BrokerProblems() {}

  /** Why none of several addresses would do: what each said, and what all agree on. */
  static BrokerException opening(List<BrokerException> each) {
    BrokerException first = each.get(0);
    if (each.size() == 1) return first;
    boolean agree = each.stream().allMatch(e -> e.kind() == first.kind());
    List<String> said = each.stream().map(BrokerException::getMessage).distinct().toList();
    return problem(
        agree ? first.kind() : Kind.OTHER, // waiting may help: they are not all alike
        "none of %d addresses will do: %s".formatted(each.size(), String.join("; ", said)),
        first);
  }

  /**
   * Why no connection came about.
   *
   * @param c with the one address that was tried
   */
  static BrokerException opening(AmqpConfig c, Exception e) {
    if (e instanceof BrokerException broker) return broker;
    String at = c.address();
    String broker = "RabbitMQ at " + at;
    if (find(e, SSLException.class) != null) return tls(c, e);
    if (e instanceof AuthenticationFailureException
        || e instanceof PossibleAuthenticationFailureException) {
      return problem(
          Kind.AUTHENTICATION,
          broker + " refused user " + c.user() + ": check user and password",
          e);
    }
    if (closeMethod(e) instanceof AMQP.Connection.Close close) return closed(c, close, e);
    if (closeMethod(e) instanceof AMQP.Channel.Close close) {
      return isDenied(close)
          ? problem(Kind.PERMISSION, broker + ": " + denied(close), e)
          : problem(Kind.OTHER, broker + " says: " + Wire.printable(close.getReplyText()), e);
    }
    if (find(e, ChannelContinuationTimeoutException.class) != null) {
      return problem(Kind.UNREACHABLE, broker + ": " + silence(e), e);
    }
    if (find(e, UnknownHostException.class) != null) {
      return problem(
          Kind.UNREACHABLE, "host " + c.host() + " is unknown: check the name in amqp://" + at, e);
    }
    if (find(e, NoRouteToHostException.class) != null) {
      return problem(Kind.UNREACHABLE, "no route to " + at + ": check network and firewall", e);
    }
    if (find(e, SocketTimeoutException.class) != null || find(e, TimeoutException.class) != null) {
      String limit = c.connectTimeout().toMillis() + " ms";
      return problem(
          Kind.UNREACHABLE,
          "%s did not answer within %s: check address, firewall and that RabbitMQ listens there"
              .formatted(at, limit),
          e);
    }
    if (find(e, ConnectException.class) != null) {
      return problem(
          Kind.UNREACHABLE,
          at + " refused the connection: start RabbitMQ or correct the address",
          e);
    }
    if (e instanceof IOException && !c.isTls()) {
      return problem(
          Kind.OTHER,
          "%s ended the handshake: is it RabbitMQ (AMQP 0-9-1), and a port without TLS? (%s)"
              .formatted(at, text(e)),
          e);
    }
    if (e instanceof IOException) {
      // With TLS 1.3 the broker's refusal may come too late to be read.
      return problem(
          Kind.TLS,
          "%s ended the connection once TLS had begun; most likely %s (%s)"
              .formatted(at, TlsProblems.refused(c), text(e)),
          e);
    }
    return problem(Kind.OTHER, "no connection to " + broker + ": " + text(e), e);
  }

  /** Why an open connection or channel ended. */
  public static String losing(ShutdownSignalException signal) {
    Object method = signal.getReason();
    if (method instanceof AMQP.Connection.Close close)
      return "the broker closed the connection: " + Wire.printable(close.getReplyText());
    if (method instanceof AMQP.Channel.Close close)
      return isDenied(signal)
          ? denied(close)
          : "the broker closed the channel: " + Wire.printable(close.getReplyText());
    Throwable cause = signal.getCause();
    if (cause instanceof MissedHeartbeatException)
      return "the connection was lost: the broker fell silent";
    if (cause == null || cause instanceof EOFException) return "the connection was lost";
    return "the connection was lost: " + text(cause);
  }

  /** Whether a channel ended because its user lacks a right. */
  public static boolean isDenied(ShutdownSignalException signal) {
    return signal.getReason() instanceof AMQP.Channel.Close close && isDenied(close);
  }

  static boolean isDenied(AMQP.Channel.Close close) {
    // The same code where whoever the broker asks for rights (HTTP, LDAP) had no answer.
    return close.getReplyCode() == AMQP.ACCESS_REFUSED
        && !close.getReplyText().contains(" returned an error");
  }

  /**
   * What it means that the broker has not answered on a channel, or null where that is not what
   * happened.
   */
  public static String silence(Throwable e) {
    ChannelContinuationTimeoutException silent = find(e, ChannelContinuationTimeoutException.class);
    if (silent == null) return null;
    return silent.getMethod().protocolMethodName()
        + " was not answered: a queue that lacks the majority of its nodes answers nobody";
  }

  /** Which right is missing to whom. */
  static String denied(AMQP.Channel.Close close) {
    Matcher said = DENIED.matcher(close.getReplyText());
    if (!said.find()) return "the broker refused access: " + Wire.printable(close.getReplyText());
    String right = said.group(1) != null ? said.group(1) : right(close, said.group(3));
    return "user '%s' may not access %s in virtual host '%s': grant it the %s permission (rabbitmqctl set_permissions)"
        .formatted(
            Wire.shown(said.group(5)), Wire.shown(said.group(2)), Wire.shown(said.group(4)), right);
  }

  /** By the method that was refused, in RabbitMQ's table of what each needs. */
  private static String right(AMQP.Channel.Close close, String what) {
    return switch (close.getClassId() * 100 + close.getMethodId()) {
      case 60_40 -> "write"; // basic.publish
      case 60_20, 60_70, 50_30 -> "read"; // basic.consume, basic.get, queue.purge
      case 50_20, 50_50 -> what.equals("queue") ? "write" : "read"; // queue.bind, queue.unbind
      default -> "configure";
    };
  }

  private static BrokerException tls(AmqpConfig c, Exception e) {
    String reason = TlsProblems.reason(c, find(e, SSLException.class));
    return problem(Kind.TLS, "no TLS with " + c.address() + ": " + reason, e);
  }

  private static BrokerException closed(AmqpConfig c, AMQP.Connection.Close close, Exception e) {
    String text = Wire.printable(close.getReplyText());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("vhost")
        || lower.contains("virtual host")
        || close.getReplyCode() == AMQP.NOT_ALLOWED) {
      String hint = "create it, grant user " + c.user() + " access, or correct the path of the URI";
      return problem(
          Kind.VHOST,
          "virtual host %s of %s is not open to us: %s (%s)"
              .formatted(Wire.shown(c.virtualHost()), c.address(), hint, text),
          e);
    }
    Kind kind = close.getReplyCode() == AMQP.ACCESS_REFUSED ? Kind.AUTHENTICATION : Kind.OTHER;
    return problem(kind, c.address() + " closed the connection: " + text, e);
  }

  private static Object closeMethod(Exception e) {
    ShutdownSignalException signal = find(e, ShutdownSignalException.class);
    return signal == null ? null : signal.getReason();
  }

  static <T extends Throwable> T find(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) return type.cast(t);
    }
    return null;
  }

  private static String text(Throwable e) {
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : Wire.shown(e.getMessage());
  }

  private static BrokerException problem(Kind kind, String message, Exception e) {
    return new BrokerException(kind, message, e);
  }
}
