package dev.warren.loadtest.gateway;

/** Names fit for a routing key, whatever people call their files. */
final class CameraNames {
  private static final int MAX_CHARS = 64;

  /** Regular expression of a name that was given. */
  static final String GIVEN = "[A-Za-z0-9_-]{1," + MAX_CHARS + "}";

  /** What it says, for messages. */
  static final String RULE = "a camera's name has 1 to 64 letters, digits, - and _";

  private CameraNames() {}

  /** The file's stem, with everything but letters, digits, {@code _} and {@code -} replaced. */
  static String ofFile(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String stem = dot > 0 ? fileName.substring(0, dot) : fileName;
    String clean = stem.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^-+|-+$", "");
    if (clean.isEmpty()) {
      return "file";
    }
    return clean.length() <= MAX_CHARS ? clean : clean.substring(0, MAX_CHARS);
  }

  /** Camera {@code index} of {@code count}: the prefix itself if it is the only one. */
  static String numbered(String prefix, int index, int count) {
    return count == 1 ? prefix : prefix + "-" + (index + 1);
  }
}
