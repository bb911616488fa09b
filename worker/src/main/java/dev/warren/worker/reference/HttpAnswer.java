package dev.warren.worker.reference;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes before the body of an HTTP/1.1 answer (<a
 * href="https://www.rfc-editor.org/rfc/rfc9112#section-2">RFC 9112, section 2</a>).
 *
 * @param headers by lower-case name; one that came twice holds both values
 */
record HttpAnswer(int status, Map<String, String> headers) {
  private static final int MAX_BYTES = 16 << 10;

  // Values may hold any byte: some would end a line by Java's reckoning.
  private static final Pattern STATUS = Pattern.compile("(?s)HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final Pattern HEADER = Pattern.compile("(?s)([!-9;-~]+):[ \\t]*(.*?)[ \\t]*");

  /**
   * Reads up to the body.
   *
   * @throws IOException if it is not HTTP, too long or cut short
   */
  static HttpAnswer read(InputStream in) throws IOException {
    int[] left = {MAX_BYTES};
    Matcher status = STATUS.matcher(line(in, left));
    if (!status.matches()) throw new IOException("the answer is not HTTP/1.1");
    Map<String, String> headers = new HashMap<>();
    while (true) {
      String line = line(in, left);
      if (line.isEmpty()) return new HttpAnswer(Integer.parseInt(status.group(1)), headers);
      Matcher header = HEADER.matcher(line);
      if (!header.matches()) throw new IOException("the answer has a malformed header");
      String name = header.group(1).toLowerCase(Locale.ROOT);
      headers.merge(name, header.group(2), (first, second) -> first + ", " + second);
    }
  }

  /** Content-Length, or -1 if there is none that can be relied on. */
  long contentLength() {
    String length = headers.get("content-length");
    boolean chunked = headers.containsKey("transfer-encoding");
    return length == null || chunked || !length.matches("\\d{1,18}") ? -1 : Long.parseLong(length);
  }

  /** Whether the body is the image as it is. */
  boolean isPlain() {
    return headers.getOrDefault("content-encoding", "identity").equalsIgnoreCase("identity");
  }

  private static String line(InputStream in, int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) throw new IOException("the answer is cut short");
      if (left[0]-- == 0) throw new IOException("the answer has headers > " + MAX_BYTES + " bytes");
      if (c == '\n') break;
      line.append((char) c);
    }
    int end = line.length();
    if (end > 0 && line.charAt(end - 1) == '\r') line.setLength(end - 1);
    return line.toString();
  }
}
