package dev.warren.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ImageReferenceTest {
  private static final URI PLACE = URI.create("https://store.example/1.jpg?sig=s3cret");
  private static final String SHA256 = "ab".repeat(32);

  @Test
  void saysWhereTheImageLiesAndHowToKnowIt() {
    ImageReference reference = ImageReference.of(PLACE, new byte[] {-1, -40, -1});
    assertThat(new String(reference.toJson(), UTF_8))
        .isEqualTo(
            "{\"uri\":\"https://store.example/1.jpg?sig=s3cret\",\"sha256\":\""
                // printf '\xff\xd8\xff' | sha256sum
                + "6e568e1f67fba258184c78181539e5e8fdee447e49bb706fc0ea34fbf12336a5"
                + "\",\"size\":3,\"media_type\":\"image/jpeg\"}");
  }

  @Test
  void showsNoSignature() {
    assertThat(new ImageReference(PLACE, SHA256, 1, "image/png").toString())
        .contains("store.example/1.jpg")
        .doesNotContain("s3cret");
  }

  @Test
  void aFrameOfItIsReadAsItWasPublished() {
    FrameRequest frame =
        FrameRequest.builder("i", "m", "c", new ImageReference(PLACE, SHA256, 9, "image/png"))
            .build();
    AMQP.BasicProperties p = FrameCodec.properties(frame);
    assertThat(p.getContentType()).isEqualTo("application/vnd.warren.ref+json");
    FrameRequest read = FrameCodec.read("m.c", p, frame.image(), FrameLimits.DEFAULT);
    assertThat(read.isReference()).isTrue();
    assertThat(read.image()).isEqualTo(frame.image());
    assertThat(FrameRequest.builder("i", "m", "c", Samples.jpeg(9)).build().isReference())
        .isFalse();
  }

  @Test
  void whatNoWorkerCouldReadIsRefused() {
    refused(() -> new ImageReference(URI.create("1.jpg"), SHA256, 1, "image/png"), "uri");
    refused(() -> new ImageReference(PLACE, "AB".repeat(32), 1, "image/png"), "sha256");
    refused(() -> new ImageReference(PLACE, SHA256, 0, "image/png"), "size < 1: 0");
    refused(() -> new ImageReference(PLACE, SHA256, 1, "image/gif"), "image/gif");
    refused(() -> ImageReference.of(PLACE, new byte[9]), "no image");
    URI endless = URI.create("https://store.example/" + "a".repeat(4096));
    refused(() -> new ImageReference(endless, SHA256, 1, "image/png").toJson(), "4096 bytes");
  }

  private static void refused(Runnable what, String why) {
    assertThatThrownBy(what::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
