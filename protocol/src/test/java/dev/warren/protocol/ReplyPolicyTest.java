package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyPolicyTest {
  private static final String TOKEN = "amq.rabbitmq.reply-to.g1h2AA9yZXBseUAx.token==";

  private static ReplyPolicy policy(String... patterns) {
    return ReplyPolicy.of(Topology.DEFAULT, List.of(patterns));
  }

  @ParameterizedTest
  @CsvSource({
    "answers.*, answers.gate-3, true",
    "answers.*, answers., true",
    "answers.*, answers, false",
    "answers.*, my-answers.x, false",
    "answers, answers, true",
    "answers, answersx, false",
    "a*b*c, a-b-c, true",
    "a*b*c, a-c-b, false",
    "a.b, axb, false",
    "*, anything at all, true",
    "*, warren.own.1234, true",
    "*, warren.frames.yolo11n, false",
    "*, warren.dead-letters, false",
    "warren.*, warren.detections, false",
    "warren.own.*, warren.own.1234, true",
    "*, warrens, true",
    "*, amq.gen-1234, false",
    "amq.gen-*, amq.gen-1234, true",
    "amq.gen-*, amq.rabbitmq.reply-to.x, false",
  })
  void aStarStandsForAnyCharacters(String pattern, String replyTo, boolean allowed) {
    assertThat(policy(pattern).allows(replyTo)).isEqualTo(allowed);
  }

  @Test
  void directReplyToIsAllowedByItsOwnPatternAlone() {
    assertThat(policy(ReplyPolicy.DIRECT).allows(TOKEN)).isTrue();
    assertThat(policy("*", "answers").allows(TOKEN)).isFalse();
    assertThat(policy("answers", ReplyPolicy.DIRECT).allows("answers")).isTrue();
    assertThat(policy(ReplyPolicy.DIRECT).allows("answers")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "amq.rabbitmq.reply-to.g1h2AA9yZXBseUAx.token==, true",
    "amq.gen-JzTY20BRgKO-HjmUJj0wLg, true",
    "warren.own.1234, true",
    "answers, false",
    "warren.frames.yolo11n, false",
    "amq.topic, false",
  })
  void usuallyThoseOfRequestersAlone(String replyTo, boolean allowed) {
    assertThat(ReplyPolicy.usual(Topology.DEFAULT).allows(replyTo)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", TOKEN, "warren.own.1"})
  void withoutPatternsNothingIsAllowed(String replyTo) {
    assertThat(policy().allows(replyTo)).isFalse();
  }

  @Test
  void controlCharactersAreNeverAllowed() {
    assertThat(policy("*").allows("a\nb")).isFalse();
  }

  @Test
  void aLongNameAgainstManyStarsTakesNoTime() {
    assertThat(policy("a" + "*".repeat(200) + "b").allows("a".repeat(255))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb"})
  void whatCanBeNoQueueIsNoPattern(String pattern) {
    assertThatThrownBy(() -> policy(pattern)).isInstanceOf(IllegalArgumentException.class);
  }
}
