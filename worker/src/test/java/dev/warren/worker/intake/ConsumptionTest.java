package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsumptionTest {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  /** As a queue does that lacks the majority of its nodes. */
  private final Channel silent =
      (Channel)
          Proxy.newProxyInstance(
              Channel.class.getClassLoader(),
              new Class<?>[] {Channel.class},
              (proxy, method, arguments) -> {
                if (!method.getName().equals("basicConsume")) return null;
                asked.countDown();
                answer.await();
                return "tag";
              });

  @Test
  void figuresDoNotWaitForTheBroker() throws Exception {
    IntakeConfig config = new IntakeConfig("q", 1, 1, Duration.ZERO, Duration.ofDays(1));
    Consumption consumption = new Consumption(silent, config, new DefaultConsumer(silent));
    Thread beginner = new Thread(() -> begin(consumption));
    beginner.setDaemon(true);
    beginner.start();
    asked.await();
    FutureTask<Boolean> figures =
        new FutureTask<>(() -> consumption.isRunning() || consumption.isWide());
    Thread reader = new Thread(figures);
    reader.setDaemon(true);
    reader.start();
    assertThat(figures.get(20, TimeUnit.SECONDS)).isFalse();
    answer.countDown();
    beginner.join(20_000);
    assertThat(consumption.isRunning()).isTrue();
  }

  private static void begin(Consumption consumption) {
    try {
      consumption.begin();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
