package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.reference.FrameReference;
import dev.warren.worker.testing.TicketBuilder;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private final List<Ticket> run = new CopyOnWriteArrayList<>();
  private final List<Ticket> again = new CopyOnWriteArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final List<Ticket> reused = new CopyOnWriteArrayList<>();
  @AutoClose private final Copies copies = new Copies(this::isKnown, reused::add, run::add);

  private synchronized boolean isKnown(Ticket ticket) {
    if (!known.contains(ticket.frame().requestId())) return false;
    again.add(ticket);
    return true;
  }

  /** As the ledger does before the ack. */
  private synchronized void answer(Ticket ticket) {
    known.add(ticket.frame().requestId());
    ticket.receipt().ack();
  }

  private static final class Paper implements Receipt {
    private volatile String settled = "";
    private volatile boolean stale;

    @Override
    public void ack() {
      settled += "ack";
    }

    @Override
    public void requeue() {
      settled += "requeue";
    }

    @Override
    public boolean isStale() {
      return stale;
    }
  }

  private Paper come(TicketBuilder frame) {
    Paper paper = new Paper();
    copies.accept(frame.receipt(paper).build());
    return paper;
  }

  private Paper come(String id) {
    return come(TicketBuilder.ticket(id));
  }

  @Test
  void waitForTheFirstAndGetItsAnswer() {
    Paper first = come("f");
    come("f");
    come("f");
    come("g");
    assertThat(run).extracting(t -> t.frame().requestId()).containsExactly("f", "g");
    answer(run.get(0));
    assertThat(first.settled).isEqualTo("ack");
    await().until(() -> again.size() == 2);
    assertThat(run).hasSize(2);
    assertThat(reused).isEmpty();
  }

  @Test
  void doNotWaitForOneThatWasNotTaken() {
    AtomicBoolean isOver = new AtomicBoolean();
    Consumer<Ticket> fails =
        ticket -> {
          if (isOver.compareAndSet(false, true)) throw new IllegalStateException("closed");
          run.add(ticket);
        };
    try (Copies failing = new Copies(this::isKnown, reused::add, fails)) {
      Ticket first = TicketBuilder.ticket("f").receipt(new Paper()).build();
      assertThatThrownBy(() -> failing.accept(first)).hasMessage("closed");
      failing.accept(TicketBuilder.ticket("f").receipt(new Paper()).build());
      assertThat(run).hasSize(1);
    }
  }

  @Test
  void oneGoesOnWhereTheFirstWentBackAndTheOthersWaitForIt() {
    Paper first = come("f");
    come("f");
    come("f");
    run.get(0).receipt().requeue();
    assertThat(first.settled).isEqualTo("requeue");
    await().until(() -> run.size() == 2);
    answer(run.get(1));
    await().until(() -> again.size() == 1);
    assertThat(run).hasSize(2);
  }

  @Test
  void anotherFrameOfTheSameIdGoesItsOwnWay() {
    come(TicketBuilder.ticket("f").seq(1));
    Paper other = come(TicketBuilder.ticket("f").seq(2));
    assertThat(run).hasSize(2);
    assertThat(reused).extracting(ticket -> ticket.frame().seq()).containsExactly(2L);
    answer(run.get(1));
    assertThat(other.settled).isEqualTo("ack");
    come(TicketBuilder.ticket("f").seq(1)); // still under way
    assertThat(run).hasSize(2);
  }

  /** Its detections would be those of a picture that it does not show. */
  @Test
  void neitherIsAnotherPictureACopy() {
    come(TicketBuilder.ticket("f").image(new byte[] {1}));
    come(TicketBuilder.ticket("f").image(new byte[] {2}));
    come(TicketBuilder.ticket("g").reference(at("one")));
    come(TicketBuilder.ticket("g").reference(at("two")));
    assertThat(run).hasSize(4);
    assertThat(reused).hasSize(2);
    come(TicketBuilder.ticket("f").image(new byte[] {1}));
    come(TicketBuilder.ticket("g").reference(at("one")));
    assertThat(run).as("copies").hasSize(4);
  }

  private static FrameReference at(String name) {
    URI uri = URI.create("https://store.example/" + name);
    return new FrameReference(uri, "ab".repeat(32), 1, "image/png");
  }

  @Test
  void doNotWaitForOneWhoseSessionIsGone() {
    Paper first = come("f");
    first.stale = true;
    come("f");
    assertThat(run).hasSize(2);
  }

  @Test
  void areForgottenWithTheSession() {
    come("f");
    Paper waiting = come("f");
    copies.end();
    come("f");
    assertThat(run).hasSize(2);
    run.get(0).receipt().ack(); // of the session before: wakes nobody
    run.get(1).receipt().requeue();
    come("f");
    assertThat(run).hasSize(3);
    assertThat(waiting.settled).isEmpty();
  }

  @Test
  void areNotRunWhenTheyComeAfterTheEndOfTheFirst() {
    come("f");
    answer(run.get(0));
    come("f");
    assertThat(run).hasSize(1);
    assertThat(again).hasSize(1);
  }
}
