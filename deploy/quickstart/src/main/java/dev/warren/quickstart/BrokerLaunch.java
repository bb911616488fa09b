package dev.warren.quickstart;

import static java.util.Objects.requireNonNull;

import dev.warren.common.Daemons;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.port.AmqpPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops Qpid within time limits, and finds out which port it bound. */
final class BrokerLaunch {
  private static final Logger log = LoggerFactory.getLogger(BrokerLaunch.class);

  private final Listener listener = new Listener();
  private final SystemLauncher launcher = new SystemLauncher(listener);

  /** Returns the bound port. */
  int start(Map<String, Object> attributes, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    return bounded(
        timeout,
        "broker-start",
        () -> {
          launcher.startup(attributes);
          if (listener.failure != null) {
            throw listener.failure;
          }
          SystemConfig<?> system = requireNonNull(listener.system, "no container after start");
          removeShutdownHook(system.getContainer());
          return boundPort(system);
        });
  }

  /** Gives up after the timeout: the launcher ends the process whatever threads are left. */
  void stop(Duration timeout) {
    boolean interrupted = Thread.interrupted();
    try {
      bounded(
          timeout,
          "broker-stop",
          () -> {
            launcher.shutdown();
            return null;
          });
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      // Nothing was persistent, and the process that holds it is about to end.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Qpid would stop by itself at Ctrl-C, while frames are still under way: here it is closed last.
   * There is no setting for that and no other way to get hold of its hook.
   */
  private static void removeShutdownHook(Object broker) {
    try {
      Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
      hook.setAccessible(true);
      Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn(
          "the embedded broker will not wait for the others at a stop signal: {}", e.toString());
    }
  }

  private static int boundPort(SystemConfig<?> system) throws IOException {
    if (system.getContainer() instanceof Broker<?> broker) {
      for (Port<?> port : broker.getPorts()) {
        if (port instanceof AmqpPort<?> amqp && amqp.getBoundPort() > 0) {
          return amqp.getBoundPort();
        }
      }
    }
    throw new IOException("no loopback port could be bound");
  }

  private static <T> T bounded(Duration timeout, String name, Callable<T> work)
      throws InterruptedException, ExecutionException, TimeoutException {
    FutureTask<T> task = new FutureTask<>(work);
    Daemons.thread(name, task).start();
    return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final class Listener extends DefaultSystemLauncherListener {
    private volatile SystemConfig<?> system;
    private volatile RuntimeException failure;

    @Override
    public void onContainerResolve(SystemConfig<?> resolved) {
      system = resolved;
    }

    @Override
    public void errorOnStartup(RuntimeException e) {
      failure = e;
    }
  }
}
