package dev.warren.worker.engine;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What building a plan needs that engines do not know: how pictures become inputs, and who decides
 * whether a plan is good enough to serve.
 */
public record PlanTools(PictureReader pictures, PlanCheck check) {
  /** Builds without looking at what the plan finds; quantises nothing. */
  public static final PlanTools NONE =
      new PlanTools(
          (folder, width, height) -> {
            throw new ModelException(folder + ": pictures cannot be read here");
          },
          (reference, built, precision) -> {});

  public PlanTools {
    requireNonNull(pictures, "pictures");
    requireNonNull(check, "check");
  }

  /** Reads folders of pictures. */
  @FunctionalInterface
  public interface PictureReader {
    /**
     * Finds the pictures of a folder and its subfolders; decodes none yet.
     *
     * @param width of the model's input in pixels
     * @param height of the model's input in pixels
     * @throws ModelException when there is no picture
     */
    Pictures read(Path folder, int width, int height);
  }

  /** Pictures as a model takes them. One thread. */
  public interface Pictures extends AutoCloseable {
    /** At least 1. */
    int count();

    /**
     * Uint8 RGB rows of pixels, letterboxed; direct, from position 0 on, valid until the next call.
     *
     * @param index from 0; the order of the files' names
     * @throws ModelException naming a picture that cannot be decoded
     */
    ByteBuffer input(int index);

    /**
     * What tells the picture from others: its file, where it has one, which is not decoded for
     * this. But its header is read, so that what is no picture is found at once.
     *
     * @param index as of {@link #input}
     * @throws ModelException naming a file that cannot be read, or that is no picture
     */
    default byte[] content(int index) {
      ByteBuffer pixels = input(index).duplicate();
      byte[] content = new byte[pixels.remaining()];
      pixels.get(content);
      return content;
    }

    @Override
    void close();
  }

  /** Decides whether a plan may serve. */
  @FunctionalInterface
  public interface PlanCheck {
    /**
     * Looks whether it will be able to compare, before the minutes that a build takes.
     *
     * @param width of the model's input in pixels
     * @param height of the model's input in pixels
     * @throws ModelException when it will not, for example for a picture that cannot be decoded
     */
    default void require(int width, int height) {}

    /**
     * Compares the two on pictures.
     *
     * @param reference the same model on the CPU, one image at a time
     * @param built from the plan in question
     * @param precision of the plan, {@code FP32}, {@code FP16} or {@code INT8}
     * @throws ModelException with the numbers, when they do not agree well enough
     */
    void check(Engine reference, Engine built, String precision);
  }
}
