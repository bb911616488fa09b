package dev.warren.worker.engine.pytorch;

import ai.djl.Model;

/**
 * Weights that an engine and its lanes share. The last to leave frees them, so that a lane never
 * runs on freed memory. Thread-safe.
 */
final class SharedModel {
  private final Model model;
  private int lanes;
  private boolean released;

  SharedModel(Model model) {
    this.model = model;
  }

  synchronized Model acquire() {
    if (released) throw new IllegalStateException("engine is closed");
    lanes++;
    return model;
  }

  synchronized void laneClosed() {
    lanes--;
    closeIfUnused();
  }

  /** The engine is closed: no lane opens any more. Idempotent. */
  synchronized void release() {
    if (released) return;
    released = true;
    closeIfUnused();
  }

  synchronized boolean isReleased() {
    return released;
  }

  private void closeIfUnused() {
    if (released && lanes == 0) model.close();
  }
}
