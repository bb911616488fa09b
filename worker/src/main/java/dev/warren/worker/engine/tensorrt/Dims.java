package dev.warren.worker.engine.tensorrt;

import org.bytedeco.tensorrt.nvinfer.Dims64;

/** TensorRT's shapes. */
final class Dims {
  private Dims() {}

  /** Of 8 sizes at most; to be closed by the caller. */
  static Dims64 of(long... shape) {
    Dims64 dims = new Dims64();
    dims.nbDims(shape.length);
    for (int i = 0; i < shape.length; i++) dims.d(i, shape[i]);
    return dims;
  }

  static long[] toArray(Dims64 dims) {
    long[] shape = new long[Math.max(0, dims.nbDims())];
    for (int i = 0; i < shape.length; i++) shape[i] = dims.d(i);
    return shape;
  }
}
