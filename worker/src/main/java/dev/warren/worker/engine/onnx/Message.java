package dev.warren.worker.engine.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message as its fields by number, read and written without generated classes: what is
 * not touched is written as it was read, whichever version of ONNX defined it. Immutable. Nested
 * messages share the bytes of the outer one until they are asked for.
 */
final class Message {
  static final Message EMPTY = new Message(UnknownFieldSet.getDefaultInstance());

  private final UnknownFieldSet fields;

  private Message(UnknownFieldSet fields) {
    this.fields = fields;
  }

  /**
   * @throws MalformedException when they are none
   */
  static Message parse(ByteString bytes) {
    try {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      return new Message(UnknownFieldSet.parseFrom(in));
    } catch (IOException e) {
      String rule = String.valueOf(e.getMessage()).split("\\.", 2)[0];
      throw new MalformedException(rule, e);
    }
  }

  boolean has(int field) {
    return fields.hasField(field);
  }

  /** The last value, 0 if there is none. */
  long number(int field) {
    List<Long> values = fields.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** All values, whether they are packed or not. */
  List<Long> numbers(int field) {
    List<Long> result = new ArrayList<>(fields.getField(field).getVarintList());
    for (ByteString packed : fields.getField(field).getLengthDelimitedList()) {
      CodedInputStream in = packed.newCodedInput();
      try {
        while (!in.isAtEnd()) result.add(in.readInt64());
      } catch (IOException e) {
        throw new MalformedException("field " + field + " is no list of numbers", e);
      }
    }
    return result;
  }

  /** The last value, empty if there is none. */
  ByteString bytes(int field) {
    List<ByteString> values = fields.getField(field).getLengthDelimitedList();
    return values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
  }

  /** The last value, empty if there is none. */
  String text(int field) {
    return text(field, bytes(field));
  }

  List<String> texts(int field) {
    return fields.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> text(field, bytes))
        .toList();
  }

  /** The only value. */
  Message message(int field) {
    List<ByteString> values = fields.getField(field).getLengthDelimitedList();
    if (values.size() > 1) {
      throw new MalformedException("field %d is there %d times".formatted(field, values.size()));
    }
    return values.isEmpty() ? EMPTY : parse(values.get(0));
  }

  List<Message> messages(int field) {
    return fields.getField(field).getLengthDelimitedList().stream().map(Message::parse).toList();
  }

  /** With one more value. */
  Message with(int field, long value) {
    return with(field, Field.newBuilder().addVarint(value).build());
  }

  /** With one more value. */
  Message with(int field, String value) {
    return with(field, ByteString.copyFromUtf8(value));
  }

  /** With one more value. */
  Message with(int field, ByteString value) {
    return with(field, Field.newBuilder().addLengthDelimited(value).build());
  }

  /** With one more value. */
  Message with(int field, Message value) {
    return with(field, value.bytes());
  }

  /** With one more value for each of {@code values}. */
  Message withAll(int field, List<Message> values) {
    Field.Builder more = Field.newBuilder();
    values.forEach(value -> more.addLengthDelimited(value.bytes()));
    return values.isEmpty() ? this : with(field, more.build());
  }

  Message without(int field) {
    return new Message(fields.toBuilder().clearField(field).build());
  }

  ByteString bytes() {
    return fields.toByteString();
  }

  byte[] toByteArray() {
    return fields.toByteArray();
  }

  private Message with(int field, Field more) {
    return new Message(fields.toBuilder().mergeField(field, more).build());
  }

  private static String text(int field, ByteString bytes) {
    if (!bytes.isValidUtf8()) throw new MalformedException("field " + field + " is no UTF-8 text");
    return bytes.toStringUtf8();
  }
}
