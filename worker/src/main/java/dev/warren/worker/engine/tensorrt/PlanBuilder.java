package dev.warren.worker.engine.tensorrt;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.BuilderFlag;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.bytedeco.tensorrt.global.nvinfer.MemoryPoolType;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.IOptimizationProfile;
import org.bytedeco.tensorrt.nvinfer.ITensor;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One build. Used once, by one thread. */
final class PlanBuilder {
  private static final Logger log = LoggerFactory.getLogger(PlanBuilder.class);
  private static final int MAX_ERRORS = 5;

  private final CudaCalls calls;
  private final Gpu.Info info;

  PlanBuilder(CudaCalls calls, Gpu.Info info) {
    this.calls = calls;
    this.info = info;
  }

  byte[] build(byte[] onnx, BuildRecipe recipe, TimingCacheFile timings) throws GpuException {
    log.info(
        "building a plan for {} with TensorRT {}: minutes", info.name(), info.tensorRtVersion());
    IBuilder builder =
        calls.made(nvinfer.createInferBuilder(TensorRtLog.THE_ONE), "createInferBuilder");
    builder.setMaxThreads(threads());
    INetworkDefinition network = calls.made(builder.createNetworkV2(0), "createNetworkV2");
    IParser parser =
        calls.made(nvonnxparser.createParser(network, TensorRtLog.THE_ONE), "createParser");
    parse(parser, onnx);
    IBuilderConfig config = calls.made(builder.createBuilderConfig(), "createBuilderConfig");
    config.setMemoryPoolLimit(MemoryPoolType.kWORKSPACE, recipe.workspaceBytes());
    config.setBuilderOptimizationLevel(recipe.optimizationLevel());
    allow(recipe.precision(), config);
    if (isDynamic(network, recipe)) addProfiles(builder, config, recipe);
    ITimingCache cache = useTimings(config, timings.read());
    IHostMemory plan =
        calls.made(builder.buildSerializedNetwork(network, config), "buildSerializedNetwork");
    byte[] bytes = bytes(plan);
    keepTimings(config, cache, timings);
    return bytes;
  }

  /** TensorRT compiles in one thread unless told otherwise. A CPU engine may serve meanwhile. */
  private static int threads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static void parse(IParser parser, byte[] onnx) throws GpuException {
    try (BytePointer bytes = new BytePointer((long) onnx.length)) {
      bytes.put(onnx, 0, onnx.length);
      if (parser.parse(bytes, onnx.length)) return;
    }
    StringBuilder message = new StringBuilder("TensorRT cannot read the ONNX");
    int errors = parser.getNbErrors();
    for (int i = 0; i < Math.min(errors, MAX_ERRORS); i++) {
      message.append(i == 0 ? ": " : "; ").append(TensorRtMessages.line(parser.getError(i).desc()));
    }
    if (errors > MAX_ERRORS) message.append("; and ").append(errors - MAX_ERRORS).append(" more");
    throw new GpuException(message.toString());
  }

  /** By flags, which 10.15 deprecates in favour of types in the ONNX itself, and 11 lacks. */
  @SuppressWarnings("deprecation")
  private static void allow(Precision precision, IBuilderConfig config) {
    if (precision == Precision.FP32) {
      // On unless told otherwise, and no more than 10 bits of what is multiplied, as in half
      // floats.
      config.clearFlag(BuilderFlag.kTF32);
      return;
    }
    config.setFlag(BuilderFlag.kFP16);
    // Its scales are the network's quantise nodes: there is no calibrator.
    if (precision == Precision.INT8) config.setFlag(BuilderFlag.kINT8);
  }

  /** Whether the batch is open. Also that the network is what the recipe says. */
  private static boolean isDynamic(INetworkDefinition network, BuildRecipe recipe)
      throws GpuException {
    if (network.getNbInputs() != 1 || network.getNbOutputs() != 1) {
      throw new GpuException(
          "network with %d inputs and %d outputs; Warren runs those with one of each"
              .formatted(network.getNbInputs(), network.getNbOutputs()));
    }
    ITensor input = network.getInput(0);
    if (!input.getName().equals(recipe.input())) {
      throw new GpuException("input is " + input.getName() + ", not " + recipe.input());
    }
    if (input.getType().intern() != DataType.kUINT8) {
      throw new GpuException("input is of type " + input.getType().intern() + ", not kUINT8");
    }
    wantFloats(network.getOutput(0));
    long[] shape;
    try (Dims64 dims = input.getDimensions()) {
      shape = Dims.toArray(dims);
    }
    long batch = shape.length == 0 ? 0 : shape[0];
    if (!Arrays.equals(shape, shape(batch, recipe.imageShape()))) {
      throw new GpuException(
          "input has shape %s, the recipe says batch and %s"
              .formatted(Arrays.toString(shape), recipe.imageShape()));
    }
    if (batch == -1) return true;
    BuildRecipe.Profile only = recipe.profiles().get(0);
    if (recipe.profiles().size() > 1 || only.min() != batch || only.max() != batch) {
      throw new GpuException(
          "input has the fixed batch %d, the recipe asks for %s"
              .formatted(batch, recipe.profiles()));
    }
    return false;
  }

  /** An ONNX of half floats gives half floats unless told otherwise. */
  @SuppressWarnings("deprecation")
  private static void wantFloats(ITensor output) {
    if (output.getType().intern() != DataType.kFLOAT) output.setType(DataType.kFLOAT);
  }

  private void addProfiles(IBuilder builder, IBuilderConfig config, BuildRecipe recipe)
      throws GpuException {
    for (BuildRecipe.Profile range : recipe.profiles()) {
      // Owned by the builder.
      IOptimizationProfile profile =
          calls.made(builder.createOptimizationProfile(), "createOptimizationProfile");
      set(profile, recipe, OptProfileSelector.kMIN, range.min());
      set(profile, recipe, OptProfileSelector.kOPT, range.best());
      set(profile, recipe, OptProfileSelector.kMAX, range.max());
      calls.check(config.addOptimizationProfile(profile) >= 0, "addOptimizationProfile");
    }
  }

  private void set(
      IOptimizationProfile profile, BuildRecipe recipe, OptProfileSelector which, int batch)
      throws GpuException {
    try (Dims64 dims = Dims.of(shape(batch, recipe.imageShape()))) {
      calls.check(profile.setDimensions(recipe.input(), which, dims), "setDimensions");
    }
  }

  private static long[] shape(long batch, List<Long> imageShape) {
    return LongStream.concat(LongStream.of(batch), imageShape.stream().mapToLong(Long::longValue))
        .toArray();
  }

  private ITimingCache useTimings(IBuilderConfig config, Optional<byte[]> known)
      throws GpuException {
    ITimingCache cache = timings(config, known.orElse(new byte[0]));
    if (!config.setTimingCache(cache, false) && known.isPresent()) {
      log.warn("TensorRT does not take the timings of an earlier build; all kernels are timed");
      cache = timings(config, new byte[0]);
      calls.check(config.setTimingCache(cache, false), "setTimingCache");
    }
    return cache;
  }

  private ITimingCache timings(IBuilderConfig config, byte[] known) throws GpuException {
    try (BytePointer bytes = new BytePointer((long) Math.max(1, known.length))) {
      bytes.put(known, 0, known.length);
      return calls.made(config.createTimingCache(bytes, known.length), "createTimingCache");
    }
  }

  /** Together with what another process may have written meanwhile. The plan does not need it. */
  private void keepTimings(IBuilderConfig config, ITimingCache cache, TimingCacheFile timings) {
    try {
      Optional<byte[]> others = timings.read();
      if (others.isPresent() && !cache.combine(timings(config, others.get()), false)) {
        log.warn("timings of another build are overwritten: TensorRT does not combine them");
      }
      timings.write(bytes(calls.made(cache.serialize(), "ITimingCache::serialize")));
    } catch (GpuException e) {
      log.warn("timings are not kept, the next build takes as long: {}", e.getMessage());
    }
  }

  private static byte[] bytes(IHostMemory memory) {
    byte[] bytes = new byte[Math.toIntExact(memory.size())];
    new BytePointer(memory.data()).capacity(bytes.length).get(bytes);
    return bytes;
  }
}
