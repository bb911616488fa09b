/** {@code bin/gpu-accept}: what the TensorRT engine must show on a machine with a GPU. */
package dev.warren.bench.accept;
