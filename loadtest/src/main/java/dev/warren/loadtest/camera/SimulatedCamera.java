package dev.warren.loadtest.camera;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A traffic camera that draws what it sees and knows what it drew. The seed decides place, hour,
 * weather and traffic; a frame follows from seed and index alone, so any frame can be drawn again.
 * Thread-safe.
 */
public final class SimulatedCamera {
  /** Frames per second of scene time: from one index to the next passes a fifth of a second. */
  public static final int FRAMES_PER_SECOND = 5;

  private final String name;
  private final int width;
  private final int height;
  private final double aspect;
  private final Street street;
  private final Light light;
  private final BufferedImage backdrop;

  /**
   * @param seed the same for every frame of this camera; another seed looks at another street
   * @param width of the frames in pixels, at least 64, as the height
   */
  public SimulatedCamera(String name, long seed, int width, int height) {
    this.name = requireNonNull(name, "name");
    if (width < 64 || height < 64) {
      throw new IllegalArgumentException("frame < 64x64: " + width + "x" + height);
    }
    this.width = width;
    this.height = height;
    this.aspect = (double) width / height;
    this.street = Street.roll(seed);
    this.light = street.light();
    this.backdrop = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    try (Pen pen = new Pen(backdrop, light)) {
      Backdrop.paint(pen, street, aspect);
    }
  }

  public String name() {
    return name;
  }

  /**
   * Draws the frame of this index.
   *
   * @param index 0 or more; successive frames are {@value #FRAMES_PER_SECOND} to the second
   */
  public CameraFrame frame(long index) {
    if (index < 0) {
      throw new IllegalArgumentException("index < 0: " + index);
    }
    double seconds = (double) index / FRAMES_PER_SECOND;
    List<Actor> actors = street.actors(seconds, aspect);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    backdrop.copyData(image.getRaster());
    List<List<Part>> parts = new ArrayList<>();
    try (Pen pen = new Pen(image, light)) {
      actors.forEach(actor -> actor.paintShadow(pen));
      for (Actor actor : actors) {
        int before = pen.parts().size();
        actor.paint(pen, seconds);
        if (street.hour().dark) {
          actor.shine(pen);
        }
        parts.add(List.copyOf(pen.parts().subList(before, pen.parts().size())));
      }
      pen.toScene();
      street.weather().paint(pen, aspect, street.seed(), index);
    }
    return new CameraFrame(image, new Visibility(width, height).labels(parts));
  }
}
