package dev.warren.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A JSON object whose fields must be there and of their type; complaints name the path. */
final class JsonFields {
  /** As results write them, digit by digit, larger numbers would be too long to be read again. */
  private static final double MAX_NUMBER = 1e60;

  private final JsonNode object;
  private final String path;

  JsonFields(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  String text(String name) {
    JsonNode value = field(name);
    return value.isTextual() ? value.textValue() : wrong(name, "a string");
  }

  String optionalText(String name) {
    return object.hasNonNull(name) ? text(name) : null;
  }

  Long optionalWhole(String name) {
    if (!object.hasNonNull(name)) return null;
    JsonNode value = field(name);
    return value.canConvertToExactIntegral() && value.canConvertToLong()
        ? value.longValue()
        : wrong(name, "a whole number");
  }

  int wholeInt(String name) {
    JsonNode value = field(name);
    if (value.canConvertToExactIntegral() && value.canConvertToInt()) return value.intValue();
    return this.<Integer>wrong(name, "a whole number");
  }

  double decimal(String name) {
    JsonNode value = field(name);
    if (!value.isNumber()) return this.<Double>wrong(name, "a number");
    double number = value.doubleValue();
    return Math.abs(number) <= MAX_NUMBER
        ? number
        : this.<Double>wrong(name, "a number below 1e60");
  }

  boolean flag(String name) {
    JsonNode value = field(name);
    return value.isBoolean() ? value.booleanValue() : this.<Boolean>wrong(name, "true or false");
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = text(name);
    return Wire.parse(type, text)
        .orElseThrow(
            () ->
                new MalformedResultException(
                    path + name + " is none of its values: " + Wire.shown(text)));
  }

  JsonFields object(String name) {
    JsonNode value = field(name);
    return value.isObject() ? new JsonFields(value, path + name + ".") : wrong(name, "an object");
  }

  List<JsonFields> objects(String name) {
    JsonNode array = field(name);
    if (!array.isArray()) return wrong(name, "an array");
    List<JsonFields> objects = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      String elementPath = path + name + "[" + objects.size() + "]";
      if (!element.isObject())
        throw new MalformedResultException(elementPath + " is not an object");
      objects.add(new JsonFields(element, elementPath + "."));
    }
    return objects;
  }

  private JsonNode field(String name) {
    JsonNode value = object.get(name);
    if (value == null || value.isNull())
      throw new MalformedResultException(path + name + " is missing");
    return value;
  }

  private <T> T wrong(String name, String expected) {
    throw new MalformedResultException(
        path + name + " is not " + expected + ": " + Wire.shown(object.get(name)));
  }
}
