package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.DeviceException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One GPU, by the calls into CUDA and TensorRT that Warren makes. {@code NativeGpu} makes them; the
 * tests have a fake that knows what is open and what was used after its close.
 *
 * <p>Everything that is opened here is closed by whoever opened it, in reverse order. A call that
 * fails throws {@link GpuException}, which names the call, the code and its text, or {@link
 * DeviceException} if nothing will work on this device any more.
 */
interface Gpu {
  Info info();

  /**
   * What a plan depends on.
   *
   * @param index CUDA's number of the device
   * @param name for example {@code NVIDIA H100 80GB HBM3}
   * @param computeCapability for example {@code 9.0}
   * @param tensorRtVersion for example {@code 10.6.0}
   * @param cudaVersion of the runtime, for example {@code 12.6}
   */
  record Info(
      int index,
      String name,
      String computeCapability,
      String tensorRtVersion,
      String cudaVersion) {}

  /**
   * Builds a plan: minutes. One at a time in a process.
   *
   * @param onnx the model, whose input is uint8 NHWC already
   * @param recipe how
   * @param timings where TensorRT's measurements of kernels are kept, read and written; may be new
   * @return the serialised plan
   */
  byte[] build(byte[] onnx, BuildRecipe recipe, Path timings) throws GpuException;

  /**
   * Makes a plan ready to run. The bytes must be whole: TensorRT may end the process on others.
   *
   * @throws GpuException when TensorRT refuses it, for example as built for another GPU
   */
  Plan load(byte[] plan) throws GpuException;

  /** Pinned memory of this machine. */
  HostMemory allocateHost(long bytes) throws GpuException;

  /** Memory of the device. */
  DeviceMemory allocate(long bytes) throws GpuException;

  /** Work that runs in order. */
  Stream openStream() throws GpuException;

  /** Something that is open until its close, which is idempotent. */
  interface Handle extends AutoCloseable {
    @Override
    void close();
  }

  /** Pinned memory. */
  interface HostMemory extends Handle {
    /** All of it, native byte order, always the same object. Not valid after the close. */
    ByteBuffer bytes();
  }

  /** Memory of the device. */
  interface DeviceMemory extends Handle {
    long size();
  }

  /** A loaded plan with one input and one output. Thread-safe. */
  interface Plan extends Handle {
    Tensor input();

    Tensor output();

    /** What a run needs to work in, whatever its size. */
    long scratchBytes();

    /**
     * What runs batches of one size, with memory that the caller owns and keeps until the close.
     *
     * @param batch images in every run
     * @param profile the optimisation profile whose range holds it, from 0
     * @param stream where switching to the profile is enqueued
     */
    Context openContext(
        int batch,
        int profile,
        DeviceMemory input,
        DeviceMemory output,
        DeviceMemory scratch,
        Stream stream)
        throws GpuException;
  }

  /**
   * @param shape -1 for the batch, then the sizes of one image
   * @param type TensorRT's name without the k: {@code UINT8}, {@code FLOAT}, {@code HALF}
   */
  record Tensor(String name, long[] shape, String type) {
    /** Of one image. */
    long elements() {
      long product = 1;
      for (int i = 1; i < shape.length; i++) product = Math.multiplyExact(product, shape[i]);
      return product;
    }

    @Override
    public String toString() {
      return name + " " + type + Arrays.toString(shape);
    }
  }

  /** Runs one batch size. One thread. */
  interface Context extends Handle {}

  /** A CUDA stream. One thread. Nothing waits but {@link #synchronize}. */
  interface Stream extends Handle {
    /** From the start of one to the start of the other. */
    void upload(HostMemory from, DeviceMemory to, long bytes) throws GpuException;

    void run(Context context) throws GpuException;

    void download(DeviceMemory from, HostMemory to, long bytes) throws GpuException;

    /** Whether all that was put in is done, or has failed: then {@link #synchronize} throws. */
    boolean isDone() throws GpuException;

    /** Waits for all that was put in; what went wrong there is thrown here. */
    void synchronize() throws GpuException;

    /** Records what {@code work} puts into this stream, instead of doing it. */
    Graph capture(Work work) throws GpuException;

    void launch(Graph graph) throws GpuException;
  }

  /** Something that puts work into a stream. */
  @FunctionalInterface
  interface Work {
    void enqueue() throws GpuException;
  }

  /** Recorded work, tied to the addresses of the memory that it uses. */
  interface Graph extends Handle {}
}
