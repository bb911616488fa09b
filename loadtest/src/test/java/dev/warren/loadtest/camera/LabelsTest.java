package dev.warren.loadtest.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares what the labels say with the pixels that were drawn. */
class LabelsTest {
  private static final int SIZE = 400;
  private static final Light PLAIN = new Light(0xFFFFFF, 0);

  static Stream<Art> objectsLabelledWhole() {
    Dice dice = Dice.of(1);
    return Stream.of(
        Car.roll(dice),
        Truck.roll(dice),
        Bus.roll(dice),
        Bicycle.parked(dice),
        Bicycle.ridden(dice),
        Person.roll(dice));
  }

  @ParameterizedTest
  @MethodSource("objectsLabelledWhole")
  void boxesTouchTheDrawnPixelsOnEverySide(Art art) {
    for (boolean facesLeft : new boolean[] {false, true}) {
      BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
      List<Part> parts = paint(image, art, facesLeft);
      Rectangle drawn = drawn(image);
      assertThat(parts.stream().mapToDouble(p -> p.x1).min().orElseThrow())
          .isCloseTo(drawn.getMinX(), within(1.0));
      assertThat(parts.stream().mapToDouble(p -> p.y1).min().orElseThrow())
          .isCloseTo(drawn.getMinY(), within(1.0));
      assertThat(parts.stream().mapToDouble(p -> p.x2).max().orElseThrow())
          .isCloseTo(drawn.getMaxX(), within(1.0));
      assertThat(parts.stream().mapToDouble(p -> p.y2).max().orElseThrow())
          .isCloseTo(drawn.getMaxY(), within(1.0));
    }
  }

  @Test
  void ridersAreLabelledApartFromTheirBicycles() {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    assertThat(paint(image, Bicycle.ridden(Dice.of(1)), false))
        .extracting(part -> part.classId)
        .containsExactly(SceneClasses.BICYCLE, SceneClasses.PERSON);
  }

  @Test
  void onlyTheHeadOfATrafficLightIsLabelled() {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_ARGB);
    Part head = paint(image, new TrafficLight(2.5, 0), false).get(0);
    Rectangle drawn = drawn(image);
    assertThat(head.y1).isCloseTo(drawn.getMinY(), within(1.0));
    assertThat(head.y2).isLessThan(drawn.getMaxY() - 2 * 0.08 * SIZE);
  }

  @Test
  void hiddenAndCutOffAndTinyObjectsHaveNoLabel() {
    Visibility visibility = new Visibility(320, 240);
    Part whole = part(SceneClasses.CAR, 10, 10, 60, 40);
    assertThat(visibility.labels(List.of(List.of(whole))))
        .containsExactly(new LabelledBox(0, "car", 10, 10, 60, 40));

    Part over = part(SceneClasses.BUS, 5, 5, 50, 60);
    assertThat(visibility.labels(List.of(List.of(whole), List.of(over))))
        .extracting(LabelledBox::className)
        .containsExactly("bus");
    assertThat(visibility.labels(List.of(List.of(part(SceneClasses.CAR, -30, 10, 20, 40)))))
        .isEmpty();
    assertThat(visibility.labels(List.of(List.of(part(SceneClasses.CAR, 10, 10, 14, 30)))))
        .isEmpty();
  }

  @Test
  void boxesAreClippedToTheImage() {
    Part part = part(SceneClasses.TRUCK, -10, 200, 60, 250);
    assertThat(new Visibility(320, 240).labels(List.of(List.of(part))))
        .containsExactly(new LabelledBox(1, "truck", 0, 200, 60, 240));
  }

  private static List<Part> paint(BufferedImage image, Art art, boolean facesLeft) {
    try (Pen pen = new Pen(image, PLAIN)) {
      new Actor(art, 0.013, 0.8, 0.08, facesLeft, 1.7).paint(pen, 4);
      return pen.parts();
    }
  }

  private static Part part(int classId, double x1, double y1, double x2, double y2) {
    Part part = new Part(classId);
    part.extend(x1, y1);
    part.extend(x2, y2);
    return part;
  }

  /** Smallest rectangle around every pixel that is more than faintly covered. */
  private static Rectangle drawn(BufferedImage image) {
    Rectangle around = null;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) >>> 24 > 8) {
          Rectangle pixel = new Rectangle(x, y, 1, 1);
          around = around == null ? pixel : around.union(pixel);
        }
      }
    }
    return around;
  }
}
