package dev.warren.worker.decode;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import dev.warren.common.Daemons;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what C libraries write to {@code stderr}. libpng and libjpeg print of each damaged
 * image, and OpenCV offers no way to give them another place. Only the variable of C's own library
 * is changed: file descriptor 2 stays, and with it what Java, the JVM and C++ say there.
 */
final class NativeStderr {
  private static final Logger log = LoggerFactory.getLogger(NativeStderr.class);
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int BY_LINES = 1;

  private NativeStderr() {}

  /**
   * From now on, for the whole process. Where that cannot be done (it takes Linux with glibc or
   * musl), all stays as it is.
   *
   * @param lines gets each line, on a thread of its own; the libraries wait while it is behind
   * @return whether it was done
   */
  static boolean divert(Consumer<String> lines) {
    if (!System.getProperty("os.name").equals("Linux")) return false;
    try {
      NativeLibrary c = NativeLibrary.getProcess();
      Pointer variable = c.getGlobalVariableAddress("stderr");
      int[] pipe = new int[2];
      if (c.getFunction("pipe2").invokeInt(new Object[] {pipe, CLOSE_ON_EXEC}) != 0) return false;
      Pointer file = c.getFunction("fdopen").invokePointer(new Object[] {pipe[1], "w"});
      if (file == null) return false;
      Function buffering = c.getFunction("setvbuf");
      buffering.invokeInt(new Object[] {file, null, BY_LINES, new NativeLong(0)});
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  new FileInputStream("/proc/self/fd/" + pipe[0]), StandardCharsets.ISO_8859_1));
      Daemons.thread("native-stderr", () -> read(reader, lines)).start();
      variable.setPointer(0, file);
      return true;
    } catch (IOException | LinkageError | RuntimeException e) {
      log.debug("what C libraries print is left alone: {}", e.toString());
      return false;
    }
  }

  /**
   * For a library that is not loaded yet and logs past {@link #divert}: OpenCV does, in C++, two
   * lines for each damaged image.
   *
   * @param variable of the environment, by which it knows how much to log; stays as it is if set
   */
  static void quieten(String variable, String level) {
    try {
      Function setenv = NativeLibrary.getProcess().getFunction("setenv");
      setenv.invokeInt(new Object[] {variable, level, 0});
    } catch (LinkageError | RuntimeException e) {
      log.debug("{} is not set: {}", variable, e.toString());
    }
  }

  private static void read(BufferedReader reader, Consumer<String> lines) {
    try {
      for (String line; (line = reader.readLine()) != null; ) lines.accept(line);
    } catch (IOException e) {
      log.warn("what C libraries print is no longer read: {}", e.toString());
    }
  }
}
