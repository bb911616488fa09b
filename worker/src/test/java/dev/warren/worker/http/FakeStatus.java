package dev.warren.worker.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One picture, number 7, and a state that counts how often it was asked for. */
final class FakeStatus implements StatusSource {
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger watched = new AtomicInteger();

  @Override
  public String json() {
    return "{\"asked\":%d}".formatted(asked.incrementAndGet());
  }

  @Override
  public void watched() {
    watched.incrementAndGet();
  }

  @Override
  public Optional<byte[]> picture(long id) {
    return id == 7 ? Optional.of("jpeg".getBytes(StandardCharsets.US_ASCII)) : Optional.empty();
  }
}
