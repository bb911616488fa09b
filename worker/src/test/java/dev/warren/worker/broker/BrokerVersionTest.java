package dev.warren.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.impl.LongStringHelper;
import dev.warren.protocol.BrokerException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerVersionTest {
  private static BrokerVersion of(String product, String version) {
    return BrokerVersion.of(
        Map.of(
            "product", LongStringHelper.asLongString(product),
            "version", LongStringHelper.asLongString(version)));
  }

  @ParameterizedTest
  @CsvSource({
    "RabbitMQ, 3.10.8",
    "RabbitMQ, 3.13.7",
    "RabbitMQ, 4.0.0-beta.1",
    "RabbitMQ, 4.3.5",
    "RabbitMQ, next",
    "RabbitMQ, ''",
    "qpid, 1.0.1"
  })
  void servesAsItIs(String product, String version) {
    of(product, version).requireUsable();
    assertThat(of(product, version).warning()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.8.0", "3.9.29"})
  void anOlderOneLacksSomething(String version) {
    of("RabbitMQ", version).requireUsable();
    assertThat(of("RabbitMQ", version).warning())
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("RabbitMQ " + version).contains("from 3.10 on"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.7.28", "2.8.7"})
  void aMuchOlderOneIsRefused(String version) {
    BrokerVersion old = of("RabbitMQ", version);
    assertThatThrownBy(old::requireUsable)
        .isInstanceOf(BrokerException.class)
        .hasMessageStartingWith("RabbitMQ " + version + " is too old");
  }

  @Test
  void whoSaysNothingIsTakenAsHeIs() {
    assertThat(BrokerVersion.of(Map.of())).hasToString("? ?");
    BrokerVersion.of(Map.of()).requireUsable();
  }
}
