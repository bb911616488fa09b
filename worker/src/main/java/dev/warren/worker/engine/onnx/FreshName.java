package dev.warren.worker.engine.onnx;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;

/** Finds names that a graph does not have yet. */
final class FreshName {
  private FreshName() {}

  /**
   * The wish, or the wish and a number. Whatever begins with it is new, too: the text occurs
   * nowhere in the graph, nor in graphs inside its nodes.
   */
  static String in(Graph graph, String wish) {
    ByteString bytes = graph.message().bytes();
    String name = wish;
    for (int i = 1; occurs(bytes, name); i++) name = wish + i;
    return name;
  }

  private static boolean occurs(ByteString bytes, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at <= bytes.size() - wanted.length; at++) {
      int same = 0;
      while (same < wanted.length && bytes.byteAt(at + same) == wanted[same]) same++;
      if (same == wanted.length) return true;
    }
    return false;
  }
}
