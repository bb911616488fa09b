package dev.warren.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.flow.Ticket;
import dev.warren.worker.testing.TicketBuilder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final long ROOM = 1 << 20;

  private static Ticket frame(String id, int... picture) {
    byte[] image = new byte[picture.length];
    for (int i = 0; i < picture.length; i++) image[i] = (byte) picture[i];
    Ticket t = TicketBuilder.ticket(id).build();
    return new Ticket(
        t.frame(), image, null, t.reply(), t.receipt(), t.clock(), t.terms(), t.trace());
  }

  private static byte[] body(int size) {
    return new byte[size];
  }

  @Test
  void findsTheVeryBytesThatWereKept() {
    Ledger ledger = new Ledger(10, ROOM);
    byte[] result = body(3);
    ledger.keep(frame("f1", 1, 2, 3), result);
    assertThat(ledger.find(frame("f1", 1, 2, 3))).containsSame(result);
    assertThat(ledger.find(frame("f2", 1, 2, 3))).isEmpty();
  }

  @Test
  void anotherPictureUnderTheSameIdIsAnotherFrame() {
    Ledger ledger = new Ledger(10, ROOM);
    ledger.keep(frame("f1", 1, 2, 3), body(3));
    assertThat(ledger.find(frame("f1", 1, 2, 4))).isEmpty();
    assertThat(ledger.find(frame("f1", 1, 2))).isEmpty();
    assertThat(ledger.knowsId(frame("f1", 1, 2))).isTrue();
    assertThat(ledger.knowsId(frame("f2", 1, 2, 3))).isFalse();
  }

  @Test
  void theSamePictureOfAnotherNumberUnderTheSameIdIsAnotherFrame() {
    Ledger ledger = new Ledger(10, ROOM);
    ledger.keep(TicketBuilder.ticket("f1").seq(7).build(), body(3));
    assertThat(ledger.find(TicketBuilder.ticket("f1").seq(8).build())).isEmpty();
    assertThat(ledger.find(TicketBuilder.ticket("f1").seq(7).build())).isPresent();
  }

  @Test
  void ofTwoFramesWithOneIdTheLaterIsKnown() {
    Ledger ledger = new Ledger(10, ROOM);
    ledger.keep(frame("f1", 1), body(3));
    byte[] later = body(5);
    ledger.keep(frame("f1", 2), later);
    assertThat(ledger.find(frame("f1", 1))).isEmpty();
    assertThat(ledger.find(frame("f1", 2))).containsSame(later);
    assertThat(ledger.entries()).isEqualTo(1);
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    Ledger ledger = new Ledger(3, ROOM);
    for (String id : new String[] {"a", "b", "c"}) ledger.keep(frame(id), body(1));
    ledger.find(frame("a"));
    ledger.keep(frame("d"), body(1));
    assertThat(ledger.find(frame("b"))).isEmpty();
    for (String id : new String[] {"a", "c", "d"}) assertThat(ledger.find(frame(id))).isPresent();
    assertThat(ledger.entries()).isEqualTo(3);
  }

  @Test
  void isBoundedInBytesWhateverTheResultsSizes() {
    Ledger ledger = new Ledger(1_000_000, 100_000);
    for (int i = 0; i < 1_000; i++) {
      ledger.keep(frame("f" + i), body(i * 37 % 5_000));
      assertThat(ledger.bytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(ledger.find(frame("f999"))).isPresent();
    assertThat(ledger.entries()).isBetween(20, 500);
    ledger.keep(frame("too large"), body(100_001));
    assertThat(ledger.entries()).isZero();
    assertThat(ledger.bytes()).isZero();
  }

  @Test
  void aResultThatIsKeptAgainCountsOnce() {
    Ledger ledger = new Ledger(10, ROOM);
    ledger.keep(frame("f"), body(10));
    long bytes = ledger.bytes();
    IntStream.range(0, 100).forEach(i -> ledger.keep(frame("f"), body(10)));
    assertThat(ledger.entries()).isEqualTo(1);
    assertThat(ledger.bytes()).isEqualTo(bytes);
  }

  @Test
  void canBeSwitchedOff() {
    Ledger ledger = new Ledger(0, ROOM);
    ledger.keep(frame("f"), body(10));
    assertThat(ledger.find(frame("f"))).isEmpty();
    assertThat(ledger.bytes()).isZero();
  }
}
