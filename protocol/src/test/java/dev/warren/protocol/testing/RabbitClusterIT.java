package dev.warren.protocol.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RabbitClusterIT {
  @Test
  void aQueueOutlivesAnyOneNode() throws Exception {
    try (RabbitCluster cluster = RabbitCluster.start("")) {
      try (Connection c = cluster.broker().connect()) {
        c.createChannel()
            .queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"));
      }
      int leader = cluster.leader("kept");
      cluster.nodes().get(leader).kill();
      try (Connection c = cluster.broker().connect()) {
        assertThat(c.createChannel().queueDeclarePassive("kept").getMessageCount()).isZero();
      }
      cluster.nodes().get(leader).restart();
      assertThat(cluster.nodes().get(leader).eval("length(nodes()).")).contains("2");
    }
  }
}
