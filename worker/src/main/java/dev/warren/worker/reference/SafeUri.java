package dev.warren.worker.reference;

import static dev.warren.worker.reference.ReferenceException.lasting;

import dev.warren.protocol.FailReason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * URIs in the one form in which they can be compared: lower-case scheme and host, the port written
 * out, no user, no fragment, and a path in which nothing stands for something else.
 */
final class SafeUri {
  private static final int MAX_CHARS = 2048;

  /**
   * What some server might read as a way up, or as the end of a name; also one that decodes twice,
   * or cuts parameters off the parts of a path.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("(?i)%(25)*(2e|2f|5c|00)|//|/\\.{1,2}(/|;|%(25)*3b|$)");

  private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+|\\[[0-9a-f:.]+]");

  private SafeUri() {}

  /**
   * @throws ReferenceException naming the rule; never with the URI, whose query may be a secret
   */
  static URI parse(String text) throws ReferenceException {
    if (text.length() > MAX_CHARS) {
      throw malformed("has " + text.length() + " characters, limit " + MAX_CHARS);
    }
    if (!text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw malformed("has characters that are not printable ASCII: encode them as %XX");
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw malformed("is malformed");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.isOpaque() || uri.getRawPath() == null) throw malformed("is no place: scheme://host/");
    if (uri.getRawUserInfo() != null) throw malformed("names a user");
    if (uri.getRawFragment() != null) throw malformed("has a fragment");
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    if (AMBIGUOUS.matcher(path).find()) {
      throw malformed("has a path with . or .., an empty part, or an encoded . / \\ or zero");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return switch (scheme) {
      case "http" -> URI.create("http://" + authority(uri, 80) + path + query);
      case "https" -> URI.create("https://" + authority(uri, 443) + path + query);
      case "file" -> file(uri, path);
      default -> throw malformed("begins with none of http, https, file");
    };
  }

  /** Without what may be secret. */
  static String shown(URI uri) {
    String host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return uri.getScheme() + "://" + host + uri.getRawPath();
  }

  private static URI file(URI uri, String path) throws ReferenceException {
    if (uri.getRawAuthority() != null) throw malformed("names a host for a file");
    if (uri.getRawQuery() != null) throw malformed("has a query for a file");
    return URI.create("file://" + path);
  }

  private static String authority(URI uri, int usualPort) throws ReferenceException {
    if (uri.getHost() == null) throw malformed("names no valid host");
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) host = host.substring(0, host.length() - 1);
    if (!HOST.matcher(host).matches()) throw malformed("names no valid host");
    int port = uri.getPort() < 0 ? usualPort : uri.getPort();
    if (port < 1 || port > 65_535) throw malformed("has a port out of range");
    return host + ":" + port;
  }

  private static ReferenceException malformed(String problem) {
    return lasting(FailReason.MALFORMED, "reference: uri " + problem);
  }
}
