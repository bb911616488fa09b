package dev.warren.common;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/** One listener that tells several what it is told, in their order. */
public final class FanOut {
  private FanOut() {}

  /**
   * By reflection: an event that is added and not passed on would be lost in silence.
   *
   * @param events an interface whose methods return nothing
   */
  public static <T> T to(Class<T> events, List<? extends T> listeners) {
    Object all =
        Proxy.newProxyInstance(
            events.getClassLoader(),
            new Class<?>[] {events},
            (proxy, event, values) -> {
              if (event.getDeclaringClass() == Object.class) return event.invoke(listeners, values);
              for (T listener : listeners) tell(listener, event, values);
              return null;
            });
    return events.cast(all);
  }

  private static void tell(Object listener, Method event, Object[] values) throws Throwable {
    try {
      event.invoke(listener, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
