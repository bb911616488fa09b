package dev.warren.faults.ledger;

import java.util.HashSet;
import java.util.Set;

/** Everything that is known of one frame. */
final class Entry {
  final Frame frame;
  final long sentNanos;
  private final Set<String> digests = new HashSet<>();
  private final Set<String> sendings = new HashSet<>();
  private Answer first;

  /** Of the first answer. */
  long answeredNanos;

  private int answers;
  private boolean wrong;
  private boolean misjudged;
  boolean acknowledged;
  boolean refused;
  boolean deadLettered;
  boolean quarantined;

  Entry(Frame frame, long sentNanos) {
    this.frame = frame;
    this.sentNanos = sentNanos;
  }

  /** A message that the broker gives us once more, because our own ack was lost, is no new one. */
  void answer(Answer answer, long nanos) {
    boolean isNew = sendings.add(answer.sending());
    if (!isNew && answer.redelivered()) return;
    answers++;
    digests.add(answer.digest());
    boolean detected = answer.kind() == Answer.Kind.DETECTED;
    if (detected && frame.level() >= 0) wrong |= answer.level() != frame.level();
    misjudged |= !isDeserved(answer);
    if (first == null) {
      first = answer;
      answeredNanos = nanos;
    }
  }

  private boolean isDeserved(Answer answer) {
    return switch (frame.fate()) {
      case NOBODY -> true;
      case DETECTED -> answer.kind() == Answer.Kind.DETECTED;
      case FAILED -> answer.kind() == Answer.Kind.FAILED;
      case MAY_BE_LATE, MAY_BE_SHED ->
          answer.kind() == Answer.Kind.DETECTED || answer.kind() == Answer.Kind.LATE;
      case POISON -> answer.kind() != Answer.Kind.DETECTED;
    };
  }

  boolean isShed() {
    return acknowledged && first == null && frame.fate() == Frame.Fate.MAY_BE_SHED;
  }

  boolean isAnswered() {
    return first != null;
  }

  boolean isLost() {
    return acknowledged
        && first == null
        && !deadLettered
        && !quarantined
        && frame.fate() != Frame.Fate.NOBODY
        && frame.fate() != Frame.Fate.MAY_BE_SHED;
  }

  Account account() {
    return new Account(
        1,
        one(acknowledged),
        one(refused),
        one(isAnswered()),
        one(is(Answer.Kind.DETECTED)),
        one(is(Answer.Kind.LATE) || is(Answer.Kind.SKIPPED)),
        one(is(Answer.Kind.FAILED)),
        one(isLost()),
        0,
        Math.max(0, answers - 1),
        one(wrong || digests.size() > 1),
        one(isAnswered() && !acknowledged),
        one(misjudged),
        one(deadLettered),
        one(deadLettered && frame.fate() != Frame.Fate.POISON),
        one(quarantined && !isAnswered()));
  }

  private boolean is(Answer.Kind kind) {
    return first != null && first.kind() == kind;
  }

  private static long one(boolean is) {
    return is ? 1 : 0;
  }
}
