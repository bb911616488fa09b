package dev.warren.worker.parity;

import dev.warren.protocol.ImageTypes;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.decode.DecodeException;
import dev.warren.worker.decode.FrameDecoder;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.PlanTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pictures directly in a folder, decoded as the worker decodes frames. */
public final class PictureFolder implements PlanTools.Pictures {
  private final List<Path> files;
  private final ByteBuffer pixels;
  private final FrameDecoder decoder;

  private PictureFolder(List<Path> files, int width, int height) {
    this.files = files;
    pixels = ByteBuffer.allocateDirect(width * height * 3);
    decoder = new FrameDecoder(DecodeConfig.DEFAULT, width, height);
  }

  /**
   * @throws ModelException when it holds no picture
   */
  public static PictureFolder open(Path folder, int width, int height) {
    return new PictureFolder(pictures(folder), width, height);
  }

  /**
   * @throws ModelException when there is no picture
   */
  public static void require(Path folder) {
    pictures(folder);
  }

  private static List<Path> pictures(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(PictureFolder::isPicture).sorted().toList();
      if (files.isEmpty()) {
        throw new ModelException(folder + ": holds no picture (JPEG, PNG, WebP, BMP)");
      }
      return files;
    } catch (IOException e) {
      throw new ModelException(folder + ": is no folder that can be read: " + e, e);
    }
  }

  @Override
  public int count() {
    return files.size();
  }

  @Override
  public ByteBuffer input(int index) {
    Path file = files.get(index);
    try {
      decoder.decode(read(file), pixels.clear());
      return pixels;
    } catch (DecodeException e) {
      throw new ModelException(file + ": " + e.getMessage() + "; take it out of the folder", e);
    }
  }

  @Override
  public byte[] content(int index) {
    return read(files.get(index));
  }

  @Override
  public void close() {
    decoder.close();
  }

  /** One byte past the limit is enough for the decoder to refuse the file by its size. */
  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(DecodeConfig.DEFAULT.maxBytes() + 1);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e, e);
    }
  }

  /** Whether it is a file that can be decoded, by its ending, and is not hidden. */
  public static boolean isPicture(Path path) {
    String name = path.getFileName().toString();
    return ImageTypes.ofName(name).filter(ImageTypes.ACCEPTED::contains).isPresent()
        && !name.startsWith(".")
        && Files.isRegularFile(path);
  }
}
