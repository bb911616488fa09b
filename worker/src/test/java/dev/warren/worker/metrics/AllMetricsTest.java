package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllMetricsTest {
  static Stream<Method> events() {
    return Arrays.stream(WorkerMetrics.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }

  /** An event that somebody adds and forgets to pass on would be lost in silence. */
  @ParameterizedTest
  @MethodSource("events")
  void everyEventReachesEverybody(Method event) throws Exception {
    List<String> told = new ArrayList<>();
    WorkerMetrics all = AllMetrics.of(listener("a", told), listener("b", told));
    event.invoke(all, arguments(event));
    assertThat(told).containsExactly("a " + event.getName(), "b " + event.getName());
  }

  private static WorkerMetrics listener(String name, List<String> told) {
    return (WorkerMetrics)
        Proxy.newProxyInstance(
            WorkerMetrics.class.getClassLoader(),
            new Class<?>[] {WorkerMetrics.class},
            (proxy, method, args) -> {
              told.add(name + " " + method.getName());
              return null;
            });
  }

  private static Object[] arguments(Method event) {
    return Arrays.stream(event.getParameterTypes()).map(AllMetricsTest::argument).toArray();
  }

  private static Object argument(Class<?> type) {
    if (type == int.class) return 1;
    if (type == long.class) return 1L;
    return type == boolean.class ? true : null;
  }
}
