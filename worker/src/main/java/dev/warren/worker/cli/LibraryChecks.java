package dev.warren.worker.cli;

import dev.warren.cli.ExitCode;
import dev.warren.worker.decode.OpenCv;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.onnxruntime.OnnxRuntime;
import dev.warren.worker.engine.pytorch.PyTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether the native libraries load here, and where they are unpacked. */
final class LibraryChecks {
  /** All libraries, unpacked, with some air. */
  private static final long DISK_NEEDED = 700_000_000;

  private LibraryChecks() {}

  static Check openCv() {
    long start = System.nanoTime();
    try {
      String version = OpenCv.load();
      return loaded("opencv", version, start, OpenCv.cacheFolder());
    } catch (LinkageError | RuntimeException | IOException e) {
      return Check.fail(
          ExitCode.CONFIGURATION,
          "opencv",
          "does not load: " + e,
          "on Linux it needs glibc 2.27 or newer and a writable ~/.javacpp (or"
              + " -Dorg.bytedeco.javacpp.cachedir=DIR)");
    }
  }

  static Check pyTorch() {
    if (!PyTorch.isInstalled()) {
      return Check.skip("pytorch", "not part of this installation: no TorchScript models");
    }
    long start = System.nanoTime();
    try {
      return loaded("pytorch", PyTorch.start(1), start, PyTorch.cacheFolder());
    } catch (ModelException e) {
      return Check.fail(
          ExitCode.CONFIGURATION,
          "pytorch",
          withoutDoctor(e),
          "make the cache folder writable, or name another in DJL_CACHE_DIR");
    }
  }

  static Check onnxRuntime() {
    long start = System.nanoTime();
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return loaded("onnxruntime", OnnxRuntime.start(), start, folder);
    } catch (ModelException e) {
      return Check.fail(
          ExitCode.CONFIGURATION,
          "onnxruntime",
          withoutDoctor(e),
          "it is unpacked in %s, which must be writable and not mounted noexec; -Djava.io.tmpdir=DIR names another"
              .formatted(folder));
    }
  }

  private static String withoutDoctor(ModelException e) {
    return String.valueOf(e.getMessage()).replace("; run: warren doctor", "");
  }

  private static Check loaded(String subject, String version, long start, Path folder) {
    return Check.ok(
        subject,
        String.format(
            Locale.ROOT,
            "%s loaded in %.1f s, unpacked in %s",
            version,
            (System.nanoTime() - start) / 1e9,
            folder));
  }

  /** Room where the libraries are unpacked; asked before they are. */
  static Check disk() {
    Path folder = PyTorch.cacheFolder();
    while (!Files.exists(folder) && folder.getParent() != null) folder = folder.getParent();
    // Not by its FileStore, which wants to find the mount: in a sandbox there may be none to see.
    long usable = folder.toFile().getUsableSpace();
    String finding = MachineChecks.size(usable) + " free at " + folder;
    if (usable >= DISK_NEEDED) return Check.ok("disk", finding);
    return Check.warn(
        "disk",
        finding,
        "unpacking the libraries takes %s; DJL_CACHE_DIR names another folder"
            .formatted(MachineChecks.size(DISK_NEEDED)));
  }
}
