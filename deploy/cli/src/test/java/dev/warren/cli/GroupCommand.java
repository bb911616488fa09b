package dev.warren.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that has subcommands, for the launcher's tests. */
@Command(name = "group", subcommands = GroupCommand.Inner.class, description = "Has a subcommand.")
public final class GroupCommand implements WarrenCommand {
  @Override
  public Integer call() {
    return ExitCode.FAILURE;
  }

  @Command(name = "inner", description = "Returns what it is told.")
  static final class Inner implements WarrenCommand {
    @Option(names = "--depth", defaultValue = "0", description = "The exit code.")
    private int depth;

    @Override
    public Integer call() {
      return depth;
    }
  }
}
