package dev.warren.worker.engine.pytorch;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of libtorch for convolutions that not every processor can run. Where it cannot, libtorch
 * tries it for each layer of each run and says so on its standard error: thousands of lines a
 * minute. Neither DJL nor a setting turns it off; a function of libtorch does.
 */
final class Nnpack {
  private static final Logger log = LoggerFactory.getLogger(Nnpack.class);

  /** By the C++ ABI that GCC and Clang share; {@code bool at::native::_nnpack_available()}. */
  private static final String AVAILABLE = "_ZN2at6native17_nnpack_availableEv";

  /** {@code at::Context& at::globalContext()}. */
  private static final String CONTEXT = "_ZN2at13globalContextEv";

  /** {@code void at::Context::setUserEnabledNNPACK(bool)}. */
  private static final String ENABLE = "_ZN2at7Context20setUserEnabledNNPACKEb";

  private Nnpack() {}

  /**
   * To be called once libtorch is loaded; leaves all as it is where it is not Linux's, or has none
   * of these functions.
   */
  static void turnOffUnlessAvailable() {
    try {
      Optional<String> library = library();
      if (library.isEmpty()) return;
      NativeLibrary torch = NativeLibrary.getInstance(library.get());
      boolean isAvailable = (torch.getFunction(AVAILABLE).invokeInt(new Object[0]) & 0xFF) != 0;
      if (isAvailable) return;
      Pointer context = torch.getFunction(CONTEXT).invokePointer(new Object[0]);
      torch.getFunction(ENABLE).invokeVoid(new Object[] {context, (byte) 0});
      log.debug("libtorch does without NNPACK, which this processor cannot run");
    } catch (IOException | LinkageError | RuntimeException e) {
      log.debug("NNPACK is left as it is: {}", e.toString());
    }
  }

  /** The file that this process has loaded: another copy would have another context. */
  private static Optional<String> library() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) return Optional.empty();
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.endsWith("/libtorch_cpu.so"))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst();
    }
  }
}
