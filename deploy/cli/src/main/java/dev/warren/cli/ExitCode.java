package dev.warren.cli;

/** What a command's process ends with. Scripts and orchestrators may rely on these. */
public final class ExitCode {
  public static final int OK = 0;

  /** Something that no rule foresaw: a bug, or frames left unaccounted for or unfinished. */
  public static final int FAILURE = 1;

  /** An unknown option, a missing or a malformed value. */
  public static final int USAGE = 2;

  /** A configuration or model that cannot be used, or that takes more memory than there is. */
  public static final int CONFIGURATION = 3;

  /** The broker is away, refuses us or lacks what we need. */
  public static final int BROKER = 4;

  /** The inference device has failed. */
  public static final int DEVICE = 5;

  /** A benchmark found a regression. */
  public static final int REGRESSION = 6;

  private ExitCode() {}
}
