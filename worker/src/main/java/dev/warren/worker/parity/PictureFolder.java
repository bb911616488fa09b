package dev.warren.worker.parity;

import dev.warren.cli.FileFailure;
import dev.warren.cli.PictureFiles;
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

/** The pictures of a folder, decoded as the worker decodes frames. */
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

  private static List<Path> pictures(Path folder) {
    try {
      return PictureFiles.find(List.of(folder)).files();
    } catch (IOException e) {
      throw new ModelException(e.getMessage(), e);
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
      throw unusable(file, e);
    }
  }

  @Override
  public byte[] content(int index) {
    Path file = files.get(index);
    byte[] content = read(file);
    try {
      FrameDecoder.requirePicture(content, DecodeConfig.DEFAULT);
    } catch (DecodeException e) {
      throw unusable(file, e);
    }
    return content;
  }

  private static ModelException unusable(Path file, DecodeException e) {
    return new ModelException(file + ": " + e.getMessage() + "; take it out of the folder", e);
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
      throw new ModelException(file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
