package dev.warren.worker.engine.onnxruntime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small ONNX models without weights, written byte by byte. The picture is cut into 24 cells of 16 x
 * 16 pixels; the last three rows of the output are the cells' mean red, green and blue. A batch of
 * nothing but white fails. Field numbers: <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class TinyOnnx {
  public static final int WIDTH = 96;
  public static final int HEIGHT = 64;
  public static final int FLOAT = 1;
  public static final int FLOAT16 = 10;
  private static final int INT64 = 7;

  public final Map<String, String> metadata = new LinkedHashMap<>();

  /** 0 for any batch. */
  public int batch;

  public int inputType = FLOAT;
  public boolean endToEnd;
  public boolean secondInput;
  public String poolOperator = "AveragePool";
  public String inputName = "images";
  public int opset = 13;

  /** 0 where the file leaves it open. */
  public int inputHeight = HEIGHT;

  public boolean weightsOutside;

  /** What the file says of the output; 0 for what it says of the input. */
  public int outputBatch;

  /** What the file says of the tensor behind the input; wrong if not the input's height. */
  public int statedHeight = HEIGHT;

  public TinyOnnx() {
    metadata.put("task", "detect");
    metadata.put("stride", "16");
    metadata.put("imgsz", "[64, 96]");
    metadata.put("names", "{0: 'red', 1: 'green', 2: 'blue'}");
  }

  public Path write(Path folder, String name) {
    try {
      return Files.write(folder.resolve(name + ".onnx"), bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    Message model = new Message().number(1, 8).message(7, graph());
    model.message(8, new Message().number(2, opset));
    metadata.forEach((k, v) -> model.message(14, new Message().text(1, k).text(2, v)));
    return model.bytes();
  }

  private Message graph() {
    Message graph = new Message();
    if (inputType == FLOAT16) {
      graph.message(1, node("Cast", "float", inputName).message(5, integer("to", FLOAT)));
    } else {
      graph.message(1, node("Identity", "float", inputName));
    }
    graph.message(
        1,
        node(poolOperator, "cells", "float")
            .message(5, integers("kernel_shape", 16, 16))
            .message(5, integers("strides", 16, 16)));
    graph.message(1, node("Reshape", "scores", "cells", "flat"));
    // An index of 1 where all is white, into a list of one.
    graph.message(1, node("ReduceMin", "least", "float").message(5, integer("keepdims", 0)));
    graph.message(1, node("Cast", "index", "least").message(5, integer("to", INT64)));
    graph.message(1, node("Gather", "zero", "zeros", "index"));
    graph.message(1, node("Add", "checked", "scores", "zero"));
    graph.message(
        1,
        node("ReduceMean", "mean", "checked")
            .message(5, integers("axes", 1))
            .message(5, integer("keepdims", 1)));
    if (endToEnd) {
      graph.message(1, concat("rows", "checked", "checked"));
      graph.message(1, node("Transpose", "output0", "rows").message(5, integers("perm", 0, 2, 1)));
    } else {
      graph.message(1, concat("output0", "mean", "checked", "checked"));
    }
    graph.text(2, "tiny");
    graph.message(
        5, new Message().number(1, 3).number(2, INT64).text(8, "flat").packed(7, 0, 3, 24));
    graph.message(
        5, new Message().number(1, 1).number(2, FLOAT).text(8, "zeros").raw(9, new byte[4]));
    if (weightsOutside) {
      Message tensor = new Message().number(1, 1).number(2, FLOAT).text(8, "far").number(14, 1);
      Message place = new Message().text(1, "location").text(2, "tiny.onnx.data");
      graph.message(5, tensor.message(13, place));
    }
    graph.message(11, value(inputName, inputType, batch, new int[] {3, inputHeight, WIDTH}));
    if (secondInput) graph.message(11, value("sizes", FLOAT, batch, new int[] {2}));
    int answers = outputBatch == 0 ? batch : outputBatch;
    int[] output = endToEnd ? new int[] {24, 6} : new int[] {7, 24};
    graph.message(12, value("output0", FLOAT, answers, output));
    graph.message(13, value("float", FLOAT, batch, new int[] {3, statedHeight, WIDTH}));
    return graph;
  }

  private static Message node(String operator, String output, String... inputs) {
    Message node = new Message();
    for (String input : inputs) node.text(1, input);
    return node.text(2, output).text(4, operator);
  }

  private static Message concat(String output, String... inputs) {
    return node("Concat", output, inputs).message(5, integer("axis", 1));
  }

  private static Message integer(String name, long value) {
    return new Message().text(1, name).number(3, value).number(20, 2);
  }

  private static Message integers(String name, long... values) {
    return new Message().text(1, name).packed(8, values).number(20, 7);
  }

  private static Message value(String name, int type, int batch, int[] dimensions) {
    Message first = batch == 0 ? new Message().text(2, "batch") : new Message().number(1, batch);
    Message shape = new Message().message(1, first);
    for (int d : dimensions) {
      shape.message(1, d == 0 ? new Message().text(2, "open") : new Message().number(1, d));
    }
    Message tensor = new Message().number(1, type).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A protobuf message in the making. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message raw(int field, byte[] content) {
      varint((long) field << 3 | 2);
      varint(content.length);
      out.writeBytes(content);
      return this;
    }

    Message text(int field, String content) {
      return raw(field, content.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message content) {
      return raw(field, content.bytes());
    }

    Message packed(int field, long... values) {
      Message content = new Message();
      for (long value : values) content.varint(value);
      return raw(field, content.bytes());
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long rest = value;
      for (; rest > 127; rest >>>= 7) out.write((int) (rest & 127 | 128));
      out.write((int) rest);
    }
  }
}
