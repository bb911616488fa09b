package dev.warren.worker.reference;

import static dev.warren.worker.reference.ImageBody.malformed;
import static dev.warren.worker.reference.ReferenceException.passing;

import dev.warren.worker.lifecycle.SteadyClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches images by reference, from allowed places alone. A host that fails often is left alone for
 * a while, so that its frames do not hold the threads that others need. Thread-safe; close it.
 */
public final class ReferenceFetcher implements AutoCloseable {
  private final ReferenceConfig config;
  private final HttpFetch http;

  /** One breaker per host and port, of which there are as many as the operator has listed. */
  private final CircuitBreakerRegistry breakers;

  private final CircuitBreakerConfig rules;

  /**
   * @param clock by which a host is left alone
   */
  ReferenceFetcher(
      ReferenceConfig config,
      Addresses.Resolver resolver,
      SSLSocketFactory tls,
      CircuitBreakerRegistry breakers,
      Clock clock) {
    this.config = config;
    this.breakers = breakers;
    this.rules = rules(clock);
    this.http = new HttpFetch(config, new Addresses(resolver, config.localAddresses()), tls);
  }

  /**
   * With this machine's look-up of names and the authorities that this JVM trusts.
   *
   * @param breakers has one per host and port ({@code store.example:443}) from its first frame on.
   *     It stays: another worker of this process may fetch from there too
   */
  public static ReferenceFetcher open(ReferenceConfig config, CircuitBreakerRegistry breakers) {
    return new ReferenceFetcher(
        config,
        InetAddress::getAllByName,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        breakers,
        new SteadyClock());
  }

  /** Far shorter than the library's own values: frames are worth something for seconds. */
  private static CircuitBreakerConfig rules(Clock clock) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(20)
        .minimumNumberOfCalls(5)
        .failureRateThreshold(50)
        .waitDurationInOpenState(Duration.ofSeconds(10))
        .permittedNumberOfCallsInHalfOpenState(1) // it may hold a thread for the whole timeout
        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
        .clock(clock)
        .ignoreException(e -> e instanceof ReferenceException r && r.isHurried())
        .recordException(e -> !(e instanceof ReferenceException r) || r.isPassing())
        .build();
  }

  /**
   * Fetches the image; blocks for the configured timeout or {@code mostNanos} at most, whichever is
   * less, and somewhat more where the machine looks names up slowly or a file system hangs.
   *
   * @param mostNanos until nobody wants the image any more
   * @return the image, of the size, digest and type that the reference says
   * @throws ReferenceException saying whether it is worth trying again
   */
  public byte[] fetch(FrameReference reference, long mostNanos) throws ReferenceException {
    if (reference.size() > config.maxBytes()) {
      throw malformed(reference, "has more than " + config.maxBytes() + " bytes");
    }
    UriPrefix prefix =
        config.allowed().stream().filter(p -> p.covers(reference.uri())).findFirst().orElse(null);
    if (prefix == null)
      throw malformed(reference, "is in no place that this worker may fetch from");
    return prefix.uri().getScheme().equals("file")
        ? FileFetch.fetch(reference, prefix)
        : guarded(
            reference, mostNanos, breakers.circuitBreaker(prefix.uri().getRawAuthority(), rules));
  }

  private byte[] guarded(FrameReference reference, long mostNanos, CircuitBreaker breaker)
      throws ReferenceException {
    if (!breaker.tryAcquirePermission()) {
      throw passing(breaker.getName() + " has failed often and is left alone for a while", null);
    }
    long start = breaker.getCurrentTimestamp();
    try {
      byte[] image = http.fetch(reference, mostNanos);
      breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
      return image;
    } catch (ReferenceException | RuntimeException e) {
      breaker.onError(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit(), e);
      throw e;
    }
  }

  /** Fetches that run come to their own end. */
  @Override
  public void close() {
    http.close();
  }
}
