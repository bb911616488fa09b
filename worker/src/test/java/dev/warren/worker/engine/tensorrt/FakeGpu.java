package dev.warren.worker.engine.tensorrt;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.onnxruntime.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A GPU without one. Its plans are the ONNX that they were built from behind a line that says for
 * which GPU; running one is a run of ONNX Runtime, so that what comes out is right. As on a real
 * one, nothing happens before a stream is synchronized, recorded work holds on to its memory, and a
 * use after a close is an error that a test sees.
 */
final class FakeGpu implements Gpu {
  static final Info H100 = new Info(0, "Fake H100", "9.0", "10.6.0", "12.6");
  static final Info L4 = new Info(0, "Fake L4", "8.9", "10.6.0", "12.6");

  private static final long MAX_MEMORY = 4L << 30;

  final List<BuildRecipe> builds = Collections.synchronizedList(new ArrayList<>());
  final List<Integer> runs = Collections.synchronizedList(new ArrayList<>());
  private final Set<Handle> open =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final Info info;

  /** Calls of this name fail from now on. */
  volatile String broken = "";

  /** With the device lost, not only the call. */
  volatile boolean lost;

  /** The call after so many fails, whatever its name. */
  final AtomicInteger callsToFailure = new AtomicInteger(Integer.MAX_VALUE);

  /** And with it the device. */
  volatile boolean isFatal;

  /** What its plans say of themselves, null for the truth. */
  volatile Tensor statedInput;

  volatile Tensor statedOutput;

  /** A build takes until then. */
  volatile CountDownLatch mayBuild = new CountDownLatch(0);

  FakeGpu(Info info) {
    OnnxRuntime.start(); // its environment is made once, with the log that Warren wants
    this.info = info;
  }

  /** What is not closed. */
  int open() {
    return open.size();
  }

  private void call(String name) throws GpuException {
    boolean fails = callsToFailure.getAndDecrement() == 0;
    if (fails && isFatal) lost = true;
    if (fails && !isFatal) throw new GpuException(name + ": fake error 719");
    if (lost) throw new DeviceException("Fake H100: " + name + ": CUDA error 700 illegal address");
    if (name.equals(broken)) throw new GpuException(name + ": fake error 2 out of memory");
  }

  @Override
  public Info info() {
    return info;
  }

  @Override
  public byte[] build(byte[] onnx, BuildRecipe recipe, Path timings) throws GpuException {
    awaitBuild();
    call("build");
    builds.add(recipe);
    String profiles =
        recipe.profiles().stream()
            .map(range -> range.min() + ":" + range.best() + ":" + range.max())
            .collect(Collectors.joining(","));
    byte[] line = (gpuLine() + profiles + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] plan = Arrays.copyOf(line, line.length + onnx.length);
    System.arraycopy(onnx, 0, plan, line.length, onnx.length);
    return plan;
  }

  private void awaitBuild() {
    try {
      mayBuild.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String gpuLine() {
    return info + "\n";
  }

  @Override
  public Plan load(byte[] plan) throws GpuException {
    call("load");
    String text = new String(plan, StandardCharsets.ISO_8859_1);
    if (!text.startsWith(gpuLine())) {
      throw new AssertionError("a real one may end the process: plan of another GPU, or damaged");
    }
    int from = gpuLine().length();
    int to = text.indexOf('\n', from);
    List<BuildRecipe.Profile> profiles = new ArrayList<>();
    for (String range : text.substring(from, to).split(",")) {
      int[] sizes = Arrays.stream(range.split(":")).mapToInt(Integer::parseInt).toArray();
      profiles.add(new BuildRecipe.Profile(sizes[0], sizes[1], sizes[2]));
    }
    try {
      return new FakePlan(Arrays.copyOfRange(plan, to + 1, plan.length), profiles);
    } catch (OrtException e) {
      throw new GpuException("load: " + e.getMessage());
    }
  }

  @Override
  public HostMemory allocateHost(long bytes) throws GpuException {
    call("allocateHost");
    return new Memory(bytes);
  }

  @Override
  public DeviceMemory allocate(long bytes) throws GpuException {
    call("allocate");
    if (bytes > MAX_MEMORY) throw new GpuException("allocate: fake error 2 out of memory");
    return new Memory(bytes);
  }

  @Override
  public Stream openStream() throws GpuException {
    call("openStream");
    return new FakeStream();
  }

  /** Something that is open until it is closed. */
  private abstract class Handle implements Gpu.Handle {
    Handle() {
      open.add(this);
    }

    void use() {
      if (!open.contains(this)) throw new AssertionError(getClass() + " used after its close");
    }

    @Override
    public void close() {
      if (!open.remove(this)) throw new AssertionError(getClass() + " closed twice");
    }
  }

  private final class Memory extends Handle implements HostMemory, DeviceMemory {
    private final ByteBuffer bytes;

    Memory(long size) {
      // Full of garbage, as memory is.
      bytes = ByteBuffer.allocateDirect(Math.toIntExact(size)).order(ByteOrder.nativeOrder());
      for (int i = 0; i < size; i++) bytes.put(i, (byte) 0xA5);
    }

    @Override
    public ByteBuffer bytes() {
      use();
      return bytes;
    }

    @Override
    public long size() {
      return bytes.capacity();
    }

    void copyTo(Memory other, long count) {
      use();
      other.use();
      other.bytes.put(0, bytes, 0, Math.toIntExact(count));
    }
  }

  private final class FakePlan extends Handle implements Plan {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Tensor input;
    private final Tensor output;
    private final List<BuildRecipe.Profile> profiles;

    FakePlan(byte[] onnx, List<BuildRecipe.Profile> profiles) throws OrtException {
      this.profiles = profiles;
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        session = environment.createSession(onnx, options);
      }
      input = tensor(session.getInputInfo().values().iterator().next());
      output = tensor(session.getOutputInfo().values().iterator().next());
    }

    private static Tensor tensor(ai.onnxruntime.NodeInfo node) {
      TensorInfo info = (TensorInfo) node.getInfo();
      long[] shape = info.getShape().clone();
      shape[0] = -1;
      return new Tensor(node.getName(), shape, info.type.name());
    }

    @Override
    public Tensor input() {
      use();
      return statedInput == null ? input : statedInput;
    }

    @Override
    public Tensor output() {
      use();
      return statedOutput == null ? output : statedOutput;
    }

    @Override
    public long scratchBytes() {
      use();
      return 1 << 10;
    }

    @Override
    public Context openContext(
        int batch,
        int profile,
        DeviceMemory in,
        DeviceMemory out,
        DeviceMemory scratch,
        Stream stream)
        throws GpuException {
      call("openContext");
      use();
      BuildRecipe.Profile range = profiles.get(profile);
      if (batch < range.min() || batch > range.max()) {
        throw new GpuException("setInputShape: batch %d is not in %s".formatted(batch, range));
      }
      return new FakeContext(this, batch, (Memory) in, (Memory) out, (Memory) scratch);
    }

    @Override
    public void close() {
      super.close();
      boolean isInUse =
          List.copyOf(open).stream()
              .anyMatch(handle -> handle instanceof FakeContext c && c.plan == this);
      if (isInUse) throw new AssertionError("a plan goes before its contexts");
      try {
        session.close();
      } catch (OrtException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final class FakeContext extends Handle implements Context {
    private final FakePlan plan;
    private final int batch;
    private final Memory in;
    private final Memory out;
    private final Memory scratch;

    FakeContext(FakePlan plan, int batch, Memory in, Memory out, Memory scratch) {
      this.plan = plan;
      this.batch = batch;
      this.in = in;
      this.out = out;
      this.scratch = scratch;
    }

    void run() throws GpuException {
      use();
      plan.use();
      scratch.use();
      call("run");
      runs.add(batch);
      long[] shape = plan.input.shape().clone();
      shape[0] = batch;
      ByteBuffer pixels = in.bytes().slice(0, Math.toIntExact(plan.input.elements() * batch));
      try (OnnxTensor images =
              OnnxTensor.createTensor(plan.environment, pixels, shape, OnnxJavaType.UINT8);
          OrtSession.Result result = plan.session.run(Map.of(plan.input.name(), images))) {
        out.bytes()
            .slice(0, Math.toIntExact(plan.output.elements() * batch * Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(((OnnxTensor) result.get(0)).getFloatBuffer());
      } catch (OrtException e) {
        throw new GpuException("enqueueV3: " + e.getMessage());
      }
    }
  }

  private final class FakeStream extends Handle implements Stream {
    private List<Work> queue = new ArrayList<>();
    private boolean isDone;

    private void put(Work work) {
      use();
      queue.add(work);
    }

    @Override
    public void upload(HostMemory from, DeviceMemory to, long bytes) {
      put(() -> ((Memory) from).copyTo((Memory) to, bytes));
    }

    @Override
    public void run(Context context) {
      put(() -> ((FakeContext) context).run());
    }

    @Override
    public void download(DeviceMemory from, HostMemory to, long bytes) {
      put(() -> ((Memory) from).copyTo((Memory) to, bytes));
    }

    /** Not at the first look. */
    @Override
    public boolean isDone() {
      use();
      isDone = queue.isEmpty() || !isDone;
      return isDone;
    }

    @Override
    public void synchronize() throws GpuException {
      use();
      List<Work> all = queue;
      queue = new ArrayList<>();
      call("synchronize");
      for (Work work : all) work.enqueue();
    }

    @Override
    public Graph capture(Work work) throws GpuException {
      use();
      if (!queue.isEmpty()) throw new AssertionError("captured with work in the stream");
      call("capture");
      work.enqueue();
      FakeGraph graph = new FakeGraph(queue);
      queue = new ArrayList<>();
      return graph;
    }

    @Override
    public void launch(Graph graph) throws GpuException {
      call("launch");
      FakeGraph recorded = (FakeGraph) graph;
      recorded.use();
      recorded.work.forEach(this::put);
    }
  }

  private final class FakeGraph extends Handle implements Graph {
    private final List<Work> work;

    FakeGraph(List<Work> work) {
      this.work = work;
    }
  }
}
