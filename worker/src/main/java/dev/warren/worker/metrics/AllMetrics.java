package dev.warren.worker.metrics;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Tells several what it is told, in their order. As a worker nests them, an event costs some 0.2
 * microseconds: a hundredth of a core at 5,000 frames a second.
 */
public final class AllMetrics {
  private AllMetrics() {}

  /** By reflection: an event that is added and not passed on would be lost in silence. */
  public static WorkerMetrics of(WorkerMetrics... all) {
    List<WorkerMetrics> listeners = List.of(all);
    return (WorkerMetrics)
        Proxy.newProxyInstance(
            WorkerMetrics.class.getClassLoader(),
            new Class<?>[] {WorkerMetrics.class},
            (proxy, event, values) -> {
              if (event.getDeclaringClass() == Object.class) return event.invoke(listeners, values);
              for (WorkerMetrics listener : listeners) tell(listener, event, values);
              return null;
            });
  }

  private static void tell(WorkerMetrics listener, Method event, Object[] values) throws Throwable {
    try {
      event.invoke(listener, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
