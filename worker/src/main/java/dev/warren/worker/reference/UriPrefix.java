package dev.warren.worker.reference;

import java.net.URI;

/**
 * Where images may be fetched from: {@code https://store.example/frames/} covers everything below
 * that folder, on that host and port, by that scheme.
 *
 * @param uri normalised, its path with a slash at its end
 */
public record UriPrefix(URI uri) {
  /**
   * @throws IllegalArgumentException naming the rule
   */
  public static UriPrefix parse(String text) {
    try {
      URI uri = SafeUri.parse(text.endsWith("/") ? text : text + "/");
      if (uri.getRawQuery() != null) {
        throw new IllegalArgumentException("prefix has a query: " + SafeUri.shown(uri));
      }
      return new UriPrefix(uri);
    } catch (ReferenceException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * @param other normalised
   */
  boolean covers(URI other) {
    return uri.getScheme().equals(other.getScheme())
        && String.valueOf(uri.getRawAuthority()).equals(String.valueOf(other.getRawAuthority()))
        && other.getRawPath().startsWith(uri.getRawPath())
        && other.getRawPath().length() > uri.getRawPath().length();
  }

  @Override
  public String toString() {
    return SafeUri.shown(uri);
  }
}
