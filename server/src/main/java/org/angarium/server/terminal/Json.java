package org.angarium.server.terminal;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as maps, lists, strings, numbers, booleans and nulls. Object mapping would cost a command
 * more time than everything else it does.
 */
public final class Json {
  private static final int MAX_DEPTH = 64;
  private final JsonFactory factory = new JsonFactory();

  /**
   * Reads one value.
   *
   * @throws CommandFailure when it is not JSON
   */
  @Nullable Object read(String text) {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      return value(parser, 0);
    } catch (JacksonException malformed) {
      throw new CommandFailure(
          ExitCode.FAILED, "The server's answer is no JSON.", "Is it an Angarium server?");
    }
  }

  /** Reads an object; an empty one for anything else. */
  public Map<String, @Nullable Object> object(String text) {
    return asObject(read(text));
  }

  /** The value as an object; fails where it is none. */
  @SuppressWarnings("unchecked") // only value() makes these maps
  public static Map<String, @Nullable Object> asObject(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  /** The value as a list; fails where it is none. */
  @SuppressWarnings("unchecked") // only value() makes these lists
  public static List<@Nullable Object> asList(@Nullable Object value) {
    return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
  }

  private @Nullable Object value(JsonParser parser, int depth) {
    if (depth > MAX_DEPTH) {
      throw new CommandFailure(
          ExitCode.FAILED, "The server's answer is nested too deep.", "Report it.");
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      return null;
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser, depth + 1));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, depth + 1));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, VALUE_NULL ->
          null;
    };
  }

  /** The value as JSON on one line. */
  public String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      write(value, generator);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator generator) {
    switch (value) {
      case null -> generator.writeNull();
      case Map<?, ?> map -> {
        generator.writeStartObject();
        map.forEach((name, member) -> {
          generator.writeName(String.valueOf(name));
          write(member, generator);
        });
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        list.forEach(item -> write(item, generator));
        generator.writeEndArray();
      }
      case Boolean flag -> generator.writeBoolean(flag);
      case Long number -> generator.writeNumber(number);
      case Integer number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      default -> generator.writeString(value.toString());
    }
  }
}
