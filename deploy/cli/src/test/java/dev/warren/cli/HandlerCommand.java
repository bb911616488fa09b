package dev.warren.cli;

import com.sun.jna.NativeLibrary;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A process in which C's exit handlers crash, as those of a library in use do. */
@Command(name = "handler", description = "Ends as it is told, with an exit handler that aborts.")
public final class HandlerCommand implements WarrenCommand {
  private static final int PR_SET_DUMPABLE = 4;

  @Option(names = "--service", description = "Asks for the stop signal.")
  private boolean isService;

  @Option(names = "--returns", description = "The exit code; without it, after a signal.")
  private Integer exitCode;

  @Override
  public Integer call() {
    CompletableFuture<Void> stop = isService ? StopSignal.requested() : new CompletableFuture<>();
    NativeLibrary c = NativeLibrary.getProcess();
    c.getFunction("prctl").invokeInt(new Object[] {PR_SET_DUMPABLE, 0, 0, 0, 0}); // no core file
    c.getFunction("on_exit").invokeInt(new Object[] {c.getFunction("abort"), null});
    System.out.println("ready");
    if (exitCode != null) return exitCode;
    stop.join();
    System.out.println("stopped");
    return ExitCode.OK;
  }
}
