package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * One operation.
 *
 * @param operator with its domain in front, if that is not ONNX's own
 * @param inputs names; an empty one stands for an input that is left out
 * @param message all of it
 */
record Node(String operator, List<String> inputs, List<String> outputs, Message message) {
  static Node of(Message message) {
    String domain = message.text(Onnx.NODE_DOMAIN);
    String type = message.text(Onnx.OPERATOR);
    return new Node(
        domain.isEmpty() || domain.equals("ai.onnx") ? type : domain + "." + type,
        message.texts(Onnx.NODE_INPUT),
        message.texts(Onnx.NODE_OUTPUT),
        message);
  }

  /** A new node with one output, after which it is named. */
  static Node of(String operator, String output, List<String> inputs, Message... attributes) {
    Message message = Message.EMPTY;
    for (String input : inputs) message = message.with(Onnx.NODE_INPUT, input);
    message =
        message
            .with(Onnx.NODE_OUTPUT, output)
            .with(Onnx.NODE_NAME, output + "/" + operator)
            .with(Onnx.OPERATOR, operator)
            .withAll(Onnx.ATTRIBUTE, List.of(attributes));
    return of(message);
  }

  static Message attribute(String name, long value) {
    return Message.EMPTY
        .with(Onnx.ATTRIBUTE_NAME, name)
        .with(Onnx.ATTRIBUTE_INT, value)
        .with(Onnx.ATTRIBUTE_TYPE, Onnx.ATTRIBUTE_TYPE_INT);
  }

  static Message attribute(String name, long... values) {
    Message attribute = Message.EMPTY.with(Onnx.ATTRIBUTE_NAME, name);
    for (long value : values) attribute = attribute.with(Onnx.ATTRIBUTE_INTS, value);
    return attribute.with(Onnx.ATTRIBUTE_TYPE, Onnx.ATTRIBUTE_TYPE_INTS);
  }

  /** An attribute's number. */
  long number(String attribute, long otherwise) {
    return message.messages(Onnx.ATTRIBUTE).stream()
        .filter(a -> a.text(Onnx.ATTRIBUTE_NAME).equals(attribute))
        .map(a -> a.number(Onnx.ATTRIBUTE_INT))
        .findFirst()
        .orElse(otherwise);
  }

  /** The same with another name for an input. */
  Node withInput(int index, String name) {
    List<String> renamed = new ArrayList<>(inputs);
    renamed.set(index, name);
    Message changed = message.without(Onnx.NODE_INPUT);
    for (String input : renamed) changed = changed.with(Onnx.NODE_INPUT, input);
    return of(changed);
  }
}
