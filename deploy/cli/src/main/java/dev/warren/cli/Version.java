package dev.warren.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What the build wrote down of itself. */
public final class Version implements IVersionProvider {
  private static final Properties BUILD = read();

  /** For example {@code 0.1.0}. */
  public static String current() {
    return BUILD.getProperty("version");
  }

  /** The commit, or {@code unknown} where {@code -Dwarren.revision} did not tell the build. */
  public static String revision() {
    return BUILD.getProperty("revision");
  }

  private static Properties read() {
    Properties build = new Properties();
    try (InputStream file = Version.class.getResourceAsStream("build.properties")) {
      build.load(file);
    } catch (IOException e) {
      throw new IllegalStateException("build.properties cannot be read", e);
    }
    return build;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"warren " + current()};
  }
}
