package org.angarium.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the body of a request: one JSON object (RFC 8259) in UTF-8, without names said twice, not
 * deep, numbers of a sane length. Answers of the parser are not passed on, which speak of classes;
 * what is told is the place. Thread-safe.
 */
final class JsonBody {
  static final String TYPE = "application/json";

  private static final int DEPTH = 8;
  private static final int NUMBER_DIGITS = 40;
  private static final int NAME_CHARACTERS = 200;

  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxNumberLength(NUMBER_DIGITS)
                          .maxNameLength(NAME_CHARACTERS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonBody() {}

  /**
   * Reads a body.
   *
   * @param contentType the header field, or null
   * @return an empty object where there is no body
   * @throws Problem 400 or 415
   */
  static JsonNode read(byte[] bytes, @Nullable String contentType) throws Problem {
    if (bytes.length == 0) {
      return STRICT.createObjectNode();
    }
    if (!isJson(contentType)) {
      // Also keeps forms of foreign web pages out, which cannot send this type unasked.
      throw new Problem(
          415, "Not JSON", "The body is not declared as JSON.", "Set Content-Type: " + TYPE + ".");
    }
    JsonNode body;
    try {
      body =
          STRICT.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException malformed) {
      throw Problem.badRequest("The body is not UTF-8.", "Send JSON in UTF-8.");
    } catch (JacksonException malformed) {
      throw Problem.badRequest(
          "The body is no JSON that can be taken: " + place(malformed) + ".",
          "Send one JSON object, each name once, at most " + DEPTH + " deep.");
    }
    if (!body.isObject()) {
      throw Problem.badRequest("The body is no JSON object.", "Send an object.").at("");
    }
    wellFormed(body, "");
    return body;
  }

  /** Half a surrogate pair is no character and would be kept as another. */
  private static void wellFormed(JsonNode node, String pointer) throws Problem {
    if (node.isString()) {
      if (!StandardCharsets.UTF_16BE.newEncoder().canEncode(node.stringValue())) {
        throw Problem.badRequest("A string has half of a surrogate pair.", "Send whole characters.")
            .at(pointer);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        wellFormed(node.get(i), pointer + "/" + i);
      }
    } else if (node.isObject()) {
      for (var member : node.properties()) {
        wellFormed(member.getValue(), pointer + "/" + Problem.pointerSegment(member.getKey()));
      }
    }
  }

  private static String place(JacksonException malformed) {
    TokenStreamLocation at = malformed.getLocation();
    return at == null || at.getLineNr() < 1
        ? "something in it is wrong"
        : "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  /** The media type exactly; a charset may be said if it is the right one. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    boolean right = parts[0].strip().equals(TYPE);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      right &=
          parameter.isEmpty()
              || parameter.equals("charset=utf-8")
              || parameter.equals("charset=\"utf-8\"");
    }
    return right;
  }
}
