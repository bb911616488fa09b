package dev.warren.worker.engine.tensorrt;

import static java.util.Objects.requireNonNull;

import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of built plans, shared by all workers of a machine: of those that want the same plan one
 * builds it, the others wait for it. Plans are code that TensorRT runs: the folder must be writable
 * by none but Warren.
 */
final class PlanCache {
  private static final Logger log = LoggerFactory.getLogger(PlanCache.class);

  /** The locks of the file system keep processes apart, not threads. */
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  /** Makes the plan that is not there. */
  @FunctionalInterface
  interface Builder {
    /**
     * @throws ModelException when the plan was built and must not be used
     */
    byte[] build() throws GpuException;
  }

  private final Path folder;

  PlanCache(Path folder) {
    this.folder = requireNonNull(folder, "folder");
  }

  /** The plan, if it is there and whole. */
  Optional<byte[]> find(String model, PlanKey key) {
    try {
      return Optional.of(PlanFile.read(file(model, key), key));
    } catch (IOException | PlanFile.Unusable e) {
      return Optional.empty();
    }
  }

  /**
   * The plan, built if need be. A cache that cannot be written costs a build at every start, but
   * keeps nobody from serving.
   *
   * @throws ModelException what {@code builder} throws
   */
  byte[] findOrBuild(String model, PlanKey key, Builder builder) throws GpuException {
    Optional<byte[]> found = find(model, key);
    if (found.isPresent()) return found.get();
    THIS_PROCESS.lock();
    try (FileChannel channel = openLock(model, key);
        FileLock lock = lock(channel, model)) {
      log.trace("{} is ours", lock);
      found = findOrWarn(model, key);
      return found.isPresent() ? found.get() : build(model, key, builder);
    } catch (IOException e) {
      log.warn("plan cache {} cannot be used, every start builds the plan: {}", folder, line(e));
      return builder.build();
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  private byte[] build(String model, PlanKey key, Builder builder) throws GpuException {
    byte[] plan = builder.build();
    Path file = file(model, key);
    try {
      PlanFile.write(file, key, plan);
      log.info("plan {} kept, {} MB", file, plan.length / 1_000_000);
    } catch (IOException e) {
      log.warn("plan {} not kept, the next start builds it again: {}", file, line(e));
    }
    return plan;
  }

  private Optional<byte[]> findOrWarn(String model, PlanKey key) {
    Path file = file(model, key);
    try {
      return Optional.of(PlanFile.read(file, key));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | PlanFile.Unusable e) {
      log.warn("plan {} is built again: {}", file, line(e));
      return Optional.empty();
    }
  }

  /** The plan is built at the next asking, whatever is there now. */
  void forget(String model, PlanKey key) {
    try {
      Files.deleteIfExists(file(model, key));
    } catch (IOException e) {
      throw new ModelException("plan %s cannot be deleted: %s".formatted(folder, line(e)), e);
    }
  }

  /**
   * For those who build for nothing but the cache.
   *
   * @throws ModelException when nothing can be written there
   */
  void requireWritable() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", ".part"));
    } catch (IOException e) {
      throw new ModelException(
          "plan cache %s cannot be written: %s; name another with --plan-cache"
              .formatted(folder, line(e)),
          e);
    }
  }

  /** Measured times of kernels, which make the next build quicker. */
  Path timings(Gpu.Info gpu) {
    return folder.resolve(
        "%s-sm%s-trt%s.timings"
            .formatted(safe(gpu.name()), gpu.computeCapability(), gpu.tensorRtVersion()));
  }

  /** Where the plan is, or would be. */
  Path file(String model, PlanKey key) {
    return folder.resolve("%s-%s.plan".formatted(safe(model), key.digest()));
  }

  private FileChannel openLock(String model, PlanKey key) throws IOException {
    Files.createDirectories(folder);
    Path file = file(model, key).resolveSibling(file(model, key).getFileName() + ".lock");
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock lock(FileChannel channel, String model) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock != null) return lock;
    log.info("another worker builds the plan of {}: waiting for it", model);
    return channel.lock();
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "_");
  }

  private static String line(Exception e) {
    return e instanceof IOException ? e.toString() : e.getMessage();
  }
}
