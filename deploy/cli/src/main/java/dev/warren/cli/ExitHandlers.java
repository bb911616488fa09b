package dev.warren.cli;

import com.sun.jna.NativeLibrary;

/**
 * What C's {@code exit} runs, by which {@code System.exit} and {@code halt} end as well: among it
 * the destructors of native libraries, which crash a thread that is still at work in one.
 */
final class ExitHandlers {
  private ExitHandlers() {}

  /**
   * From now on the process ends without those that are there. The JVM's own end stays as it is,
   * with its hooks and its exit code. Where C's library has no {@code on_exit}, which glibc has,
   * nothing changes.
   */
  static void skip() {
    try {
      NativeLibrary c = NativeLibrary.getProcess();
      // The last one registered runs first. It is given the exit code, and _exit takes just that.
      c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("_exit"), null});
    } catch (Throwable t) {
      // They run, as without us: whatever JNA lacks must not keep the process from its end.
    }
  }
}
