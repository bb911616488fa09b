package dev.warren.worker.http;

import java.util.Optional;

/** What the status page shows. Thread-safe. */
public interface StatusSource {
  /** The state now, as one JSON object on one line. */
  String json();

  /** Somebody has the page open; told every second. */
  void watched();

  /** The JPEG that the state calls by this number, while it is kept. */
  Optional<byte[]> picture(long id);
}
