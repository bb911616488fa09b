package dev.warren.worker.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriPrefixTest {
  private static final UriPrefix PREFIX = UriPrefix.parse("https://store.example/frames");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://store.example/frames/a.jpg",
        "HTTPS://STORE.example.:443/frames/gate/1.jpg?x=/../y",
        "https://store.example/frames/a%20b.jpg",
        "https://store.example/frames/..a;b/c..;d/100%25/1.jpg",
      })
  void coversWhatLiesBelow(String uri) throws ReferenceException {
    assertThat(PREFIX.covers(SafeUri.parse(uri))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://store.example/frames/a.jpg",
        "https://store.example:8443/frames/a.jpg",
        "https://store.example/frames",
        "https://store.example/frames/",
        "https://store.example/frames-of-others/a.jpg",
        "https://store.example/Frames/a.jpg",
        "https://store.example/%66rames/a.jpg",
        "https://store.example.evil.example/frames/a.jpg",
        "https://evil.example/frames/a.jpg?https://store.example/frames/",
        "file:///frames/a.jpg",
      })
  void coversNothingElse(String uri) throws ReferenceException {
    assertThat(PREFIX.covers(SafeUri.parse(uri))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://store.example/frames/../secret, has a path with . or ..",
    "https://store.example/frames/%2e%2E/secret, has a path with . or ..",
    "https://store.example/frames/..%2fsecret, has a path with . or ..",
    "https://store.example/frames/..%5Csecret, has a path with . or ..",
    "https://store.example/frames/..;/secret, has a path with . or ..",
    "https://store.example/frames/..;x=1/secret, has a path with . or ..",
    "https://store.example/frames/..%3B/secret, has a path with . or ..",
    "https://store.example/frames/%252e%252E/secret, has a path with . or ..",
    "https://store.example/frames/..%25252fsecret, has a path with . or ..",
    "https://store.example/frames/./a, has a path with . or ..",
    "https://store.example/frames//a, has a path with . or ..",
    "https://store.example/frames/a%00.jpg, has a path with . or ..",
    "https://store.example/frames/.., has a path with . or ..",
    "https://me@store.example/frames/a, names a user",
    "https://store.example:x@evil.example/frames/a, names a user",
    "https://store.example/frames/a#b, has a fragment",
    "https://store.example\\@evil.example/frames/a, is malformed",
    "https://store.example:99999/frames/a, out of range",
    "https:///frames/a, names no valid host",
    "https:store.example/frames/a, is no place",
    "ftp://store.example/frames/a, begins with none of",
    "jar:file:///a!/b, is no place",
    "frames/a, begins with none of",
    "file://host/frames/a, names a host for a file",
    "file:///frames/a?b, has a query for a file",
    "https://störe.example/frames/a, not printable ASCII",
    "'https://store.example/frames/a b', not printable ASCII",
    "'https://store.example/frames/a\r\nHost: evil', not printable ASCII",
  })
  void whatCouldMeanSomethingElseIsRefused(String uri, String words) {
    ReferenceException e = catchThrowableOfType(ReferenceException.class, () -> SafeUri.parse(uri));
    assertThat(e).as(uri).isNotNull();
    assertThat(e).hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://store.example/a?b", "store.example/frames", "https://a/../b"})
  void aPrefixIsAPlace(String prefix) {
    assertThatThrownBy(() -> UriPrefix.parse(prefix)).isInstanceOf(IllegalArgumentException.class);
  }
}
