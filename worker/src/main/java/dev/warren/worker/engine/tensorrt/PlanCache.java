package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of built plans, shared by all workers of a machine: of those that want the same plan one
 * builds it, the others wait for it. Plans are code that TensorRT runs: the folder must be writable
 * by none but Warren.
 *
 * @param mustKeep for who builds for nothing but the cache: what else is a warning is thrown
 */
record PlanCache(Path folder, boolean mustKeep) {
  private static final Logger log = LoggerFactory.getLogger(PlanCache.class);

  /** The locks of the file system keep processes apart, not threads. */
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  /** Makes the plan that is not there. */
  @FunctionalInterface
  interface Builder {
    /** Takes minutes. */
    byte[] build() throws GpuException;

    /**
     * Tries a plan before it is kept; takes seconds.
     *
     * @throws GpuException when TensorRT cannot use it
     * @throws ModelException when it must not be used
     */
    default void check(byte[] plan) throws GpuException {}
  }

  /** To be said before a plan from here runs. */
  void warnOfRisk() {
    new CacheFolder(folder).warnOfRisk();
  }

  /** The plan, if it is there and whole. */
  Optional<byte[]> find(PlanKey key) {
    return read(file(key), key, problem -> {});
  }

  private static Optional<byte[]> read(Path file, PlanKey key, Consumer<Exception> problems) {
    try {
      return Optional.of(PlanFile.read(file, key));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | PlanFile.Unusable e) {
      problems.accept(e);
      return Optional.empty();
    }
  }

  /**
   * The plan, built if need be. A cache that cannot be written costs a build at every start, but
   * keeps nobody from serving.
   *
   * @param model for whoever reads the log; a plan has the same file under any name
   * @throws ModelException what {@code builder} throws, or where the plan must be kept, that it
   *     cannot be
   */
  byte[] findOrBuild(String model, PlanKey key, Builder builder) throws GpuException {
    Optional<byte[]> found = find(key);
    return found.isPresent() ? found.get() : locked(model, key, plan -> true, false, builder);
  }

  /**
   * A plan in place of one that is of no use, though it is whole: another worker may have built it
   * already. The old one stays until the new one is there.
   *
   * @throws ModelException as {@link #findOrBuild}
   */
  byte[] replace(String model, PlanKey key, byte[] useless, Builder builder) throws GpuException {
    return locked(model, key, plan -> !Arrays.equals(plan, useless), false, builder);
  }

  /**
   * Builds, whatever is there. The old one stays until the new one is there.
   *
   * @throws ModelException as {@link #findOrBuild}
   */
  byte[] buildAgain(String model, PlanKey key, Builder builder) throws GpuException {
    return locked(model, key, plan -> false, true, builder);
  }

  private byte[] locked(
      String model, PlanKey key, Predicate<byte[]> isGood, boolean anew, Builder builder)
      throws GpuException {
    THIS_PROCESS.lock();
    try {
      if (!isPrepared()) return uncached(builder);
      try (BuildLock held = lock(model, key)) {
        log.trace("{} is ours", held);
        Optional<byte[]> found = read(file(key), key, e -> warnOfDamage(key, e)).filter(isGood);
        if (found.isPresent()) return found.get();
        return anew ? buildAnew(key, builder) : build(key, builder);
      }
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  private static byte[] uncached(Builder builder) throws GpuException {
    byte[] plan = builder.build();
    builder.check(plan);
    return plan;
  }

  private boolean isPrepared() {
    try {
      new CacheFolder(folder).prepare();
      return true;
    } catch (IOException e) {
      if (mustKeep) throw notWritable(e);
      log.warn("plan cache {} cannot be used, every start builds the plan: {}", folder, line(e));
      return false;
    }
  }

  /** Plans are replaced as a whole: without locks a build may be for nothing, but does no harm. */
  private BuildLock lock(String model, PlanKey key) {
    Path file = file(key);
    try {
      return BuildLock.acquire(file.resolveSibling(file.getFileName() + ".lock"), model);
    } catch (IOException e) {
      log.warn("plan cache {} cannot be locked, others may build the same: {}", folder, line(e));
      return BuildLock.NONE;
    }
  }

  /**
   * What an earlier start has built and could not keep, as it was refused or interrupted, is tried
   * first: a worker that is started again and again must not build for minutes each time.
   */
  private byte[] build(PlanKey key, Builder builder) throws GpuException {
    Optional<byte[]> earlier = read(untried(key), key, problem -> {});
    if (earlier.isPresent()) {
      log.info("an earlier start has built {}: trying it", untried(key));
      try {
        return triedOnceMore(key, earlier.get(), builder);
      } catch (GpuException e) {
        log.warn("plan {} is built again: {}", untried(key), e.getMessage());
      }
    }
    return buildAnew(key, builder);
  }

  private byte[] buildAnew(PlanKey key, Builder builder) throws GpuException {
    byte[] plan = builder.build();
    writeUntried(key, plan);
    return tried(key, plan, builder);
  }

  /** Gone meanwhile: one that ends the process must not do so at each start. */
  private byte[] triedOnceMore(PlanKey key, byte[] plan, Builder builder) throws GpuException {
    try {
      Files.deleteIfExists(untried(key));
    } catch (IOException e) {
      log.debug("{} cannot be deleted", untried(key), e);
    }
    try {
      return tried(key, plan, builder);
    } catch (ModelException e) {
      writeUntried(key, plan);
      throw e;
    }
  }

  private void writeUntried(PlanKey key, byte[] plan) {
    try {
      PlanFile.write(untried(key), key, plan);
    } catch (IOException e) {
      log.debug("{} cannot be written", untried(key), e); // the plan itself will say so
    }
  }

  private byte[] tried(PlanKey key, byte[] plan, Builder builder) throws GpuException {
    builder.check(plan);
    Path file = file(key);
    try {
      PlanFile.write(file, key, plan);
      log.info("plan {} kept, {} MB", file, plan.length / 1_000_000);
      Files.deleteIfExists(untried(key));
    } catch (IOException e) {
      if (mustKeep) {
        throw new ModelException(
            "plan %s was built and cannot be kept: %s; name another folder with --plan-cache"
                .formatted(file, line(e)),
            e);
      }
      log.warn("plan {} not kept, the next start builds it again: {}", file, line(e));
    }
    return plan;
  }

  private void warnOfDamage(PlanKey key, Exception problem) {
    log.warn("plan {} is built again: {}", file(key), line(problem));
  }

  /**
   * For those who would build for nothing.
   *
   * @throws ModelException when nothing can be written there
   */
  void requireWritable() {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "writable", CacheFolder.PART));
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private ModelException notWritable(IOException e) {
    return new ModelException(
        "plan cache %s cannot be written: %s; name another with --plan-cache"
            .formatted(folder, line(e)),
        e);
  }

  /** Measured times of kernels, which make the next build quicker. */
  Path timings(Gpu.Info gpu) {
    return folder.resolve(
        "%s-sm%s-trt%s.timings"
            .formatted(safe(gpu.name()), gpu.computeCapability(), gpu.tensorRtVersion()));
  }

  /** Where a plan is until it has been tried. */
  private Path untried(PlanKey key) {
    return folder.resolve(key.fileName() + CacheFolder.UNTRIED);
  }

  /** Where the plan is, or would be. */
  Path file(PlanKey key) {
    return folder.resolve(key.fileName());
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]+", "_");
  }

  private static String line(Exception e) {
    return e instanceof IOException ? e.toString() : e.getMessage();
  }
}
