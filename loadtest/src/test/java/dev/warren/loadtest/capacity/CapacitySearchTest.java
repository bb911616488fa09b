package dev.warren.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.capacity.CapacitySearch.Bounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapacitySearchTest {
  private final List<Double> tried = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(doubles = {5, 5.04, 7.3, 80, 81, 123.456, 999})
  void findsTheBorderToItsPrecision(double border) throws Exception {
    double found = search(new Bounds(5, 1_000, 0.02, 0.01), load -> load <= border);
    assertThat(found).isBetween(border * 0.98 - 0.01, border);
    assertThat(tried).contains(found);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 37, 49, 199})
  void findsTheVeryNumberOfCamerasWhereStepsAreCoarse(int border) throws Exception {
    double found = search(new Bounds(1, 200, 0.0001, 1), load -> load <= border);
    assertThat(found).isEqualTo(border);
    assertThat(tried).allMatch(load -> load == Math.rint(load));
  }

  @Test
  void doublesFirstSoThatALowBorderIsNotOverrun() throws Exception {
    search(new Bounds(5, 10_000, 0.1, 0.01), load -> load <= 30);
    assertThat(tried).startsWith(5., 10., 20., 40.);
    assertThat(tried).allMatch(load -> load <= 40);
  }

  @Test
  void looksNoCloserThanItsPrecision() throws Exception {
    search(new Bounds(10, 1_000, 0.1, 0.01), load -> load <= 72);
    assertThat(tried).containsExactly(10., 20., 40., 80., 80., 60., 70., 75., 75.);
  }

  @Test
  void theHighestLoadEndsTheSearch() throws Exception {
    assertThat(search(new Bounds(5, 50, 0.02, 0.01), load -> true)).isEqualTo(50);
    assertThat(tried).containsExactly(5., 10., 20., 40., 50.);
  }

  @Test
  void whereNotEvenTheLowestHoldsTheAnswerIsNone() throws Exception {
    assertThat(search(new Bounds(5, 50, 0.02, 0.01), load -> false)).isZero();
    assertThat(tried).containsOnly(5.);
  }

  @Test
  void oneSlowMomentNearTheBorderDoesNotCount() throws Exception {
    Set<Double> seen = new HashSet<>();
    // Whatever holds fails the first time.
    double found = search(new Bounds(5, 1_000, 0.02, 0.01), load -> !seen.add(load) && load <= 100);
    assertThat(found).isBetween(98., 100.);
  }

  @Test
  void aClearFailureIsNotTriedAgain() throws Exception {
    double found =
        new CapacitySearch(
                new Bounds(5, 1_000, 0.02, 0.01),
                load -> {
                  tried.add(load);
                  return trial(load, load <= 100, true, false);
                })
            .run();
    assertThat(found).isBetween(98., 100.);
    assertThat(tried).doesNotHaveDuplicates();
  }

  @Test
  void nothingIsTriedWhileFramesAreStillUnanswered() throws Exception {
    for (boolean clear : new boolean[] {true, false}) endsWithUnansweredFrames(clear);
  }

  private void endsWithUnansweredFrames(boolean clear) throws InterruptedException {
    tried.clear();
    CapacitySearch search =
        new CapacitySearch(
            new Bounds(5, 1_000, 0.02, 0.01),
            load -> {
              tried.add(load);
              return trial(load, load < 40, clear, load >= 40);
            });
    assertThat(search.run()).isEqualTo(20);
    assertThat(tried).containsExactly(5., 10., 20., 40.);
    assertThat(search.isOver()).isTrue();
  }

  private double search(Bounds bounds, DoublePredicate holds) throws InterruptedException {
    CapacitySearch search =
        new CapacitySearch(
            bounds,
            load -> {
              tried.add(load);
              return trial(load, holds.test(load), false, false);
            });
    double found = search.run();
    assertThat(search.trials()).hasSameSizeAs(tried);
    assertThat(search.isOver()).isFalse();
    return found;
  }

  private static Trial trial(double load, boolean ok, boolean clear, boolean over) {
    return new Trial(load, load, 100., load, 0.1, ok, ok || clear, over, ok ? "" : "too slow");
  }
}
