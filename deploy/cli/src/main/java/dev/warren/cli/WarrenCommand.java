package dev.warren.cli;

import java.util.concurrent.Callable;

/**
 * One command of {@code warren}: a picocli {@code @Command} class with a public no-argument
 * constructor, registered as a service so that the launcher finds whatever lies on the class path.
 * {@link #call()} returns one of {@link ExitCode}.
 */
public interface WarrenCommand extends Callable<Integer> {}
