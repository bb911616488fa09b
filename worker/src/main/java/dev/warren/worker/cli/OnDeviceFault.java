package dev.warren.worker.cli;

/** What to do when the inference device is lost. */
enum OnDeviceFault {
  /** End the process, so that another one finds a device in order. */
  EXIT,
  /** Go on with an engine on the CPU. */
  CPU
}
