package dev.warren.loadtest.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of each frame: 21 bytes, in blocks, so that growing copies nothing. Not
 * thread-safe.
 */
final class FrameTable {
  private static final int BLOCK_BITS = 16;
  private static final int BLOCK = 1 << BLOCK_BITS;

  private final List<Block> blocks = new ArrayList<>();
  private int size;

  int add(int camera, long intendedNanos) {
    if (size >> BLOCK_BITS == blocks.size()) blocks.add(new Block());
    int index = size++;
    Block block = block(index);
    block.camera[at(index)] = camera;
    block.intendedNanos[at(index)] = intendedNanos;
    block.state[at(index)] = 0;
    return index;
  }

  void removeLast() {
    size--;
  }

  int size() {
    return size;
  }

  int camera(int index) {
    return block(index).camera[at(index)];
  }

  long intendedNanos(int index) {
    return block(index).intendedNanos[at(index)];
  }

  boolean is(int index, byte flag) {
    return (block(index).state[at(index)] & flag) != 0;
  }

  void set(int index, byte flag) {
    block(index).state[at(index)] |= flag;
  }

  long digest(int index) {
    return block(index).digest[at(index)];
  }

  void digest(int index, long value) {
    block(index).digest[at(index)] = value;
  }

  private Block block(int index) {
    return blocks.get(index >> BLOCK_BITS);
  }

  private static int at(int index) {
    return index & BLOCK - 1;
  }

  private static final class Block {
    private final int[] camera = new int[BLOCK];
    private final long[] intendedNanos = new long[BLOCK];
    private final byte[] state = new byte[BLOCK];
    private final long[] digest = new long[BLOCK];
  }
}
