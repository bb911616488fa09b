package dev.warren.cli;

import java.lang.reflect.Proxy;

/**
 * SIGUSR1, by which operators ask a process to begin nothing new and stay alive. Not SIGUSR2: the
 * JVM sends that to itself, to stop threads for Flight Recorder. By reflection: the class that
 * takes signals is the JDK's own, in every version so far, and a compiler warns of it.
 */
public final class QuietSignal {
  private static final String NAME = "USR1";

  private QuietSignal() {}

  /**
   * From now on the signal runs the task, each time, on a thread of the JVM's. Does nothing where
   * there is no such signal, as on Windows, or the JVM does not give it away.
   */
  public static void onEach(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  throw new UnsupportedOperationException(method.getName());
                }
                task.run();
                return null;
              });
      Object usr1 = signal.getConstructor(String.class).newInstance(NAME);
      signal.getMethod("handle", signal, handler).invoke(null, usr1, runs);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Not on this system, or not for us.
    }
  }
}
