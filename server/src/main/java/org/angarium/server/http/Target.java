package org.angarium.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, read from the raw target and from nothing else: cut at its slashes first
 * and decoded then, so that an encoded slash stays in its segment and no other form of the same
 * path is ever looked at. Escapes are octets of UTF-8 (RFC 3986 §2.5), in its shortest form.
 *
 * @param segments of the path, decoded
 * @param parameters of the query, decoded, each name once
 */
record Target(List<String> segments, Map<String, String> parameters) {

  Target {
    segments = List.copyOf(segments);
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads a target.
   *
   * @param path begins with a slash
   * @throws Problem 400, for what cannot be decoded, control characters, dot segments, and
   *     parameters that are said twice
   */
  static Target of(String path, @Nullable String query) throws Problem {
    if (!path.startsWith("/")) {
      throw Problem.badRequest("The path does not begin with a slash.", "Ask for /….");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      String decoded = decode(segment, "path");
      if (decoded.equals(".") || decoded.equals("..")) {
        throw Problem.badRequest("The path has dot segments.", "Write it without them.");
      }
      segments.add(decoded);
    }
    return new Target(segments, parameters(query));
  }

  private static Map<String, String> parameters(@Nullable String query) throws Problem {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      String before =
          parameters.put(
              decode(name.replace('+', ' '), "query"), decode(value.replace('+', ' '), "query"));
      if (before != null) {
        throw Problem.badRequest("A parameter of the query is said twice.", "Say it once.");
      }
    }
    return parameters;
  }

  private static String decode(String text, String where) throws Problem {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
        int low = high < 0 ? -1 : hex(text.charAt(i + 2));
        if (low < 0) {
          throw Problem.badRequest(
              "The " + where + " has a percent sign that begins no escape.",
              "Write two hexadecimal digits after each, and %25 for the sign itself.");
        }
        octets.write(high << 4 | low);
        i += 2;
      } else if (c >= ' ' && c < 0x7f) {
        octets.write(c);
      } else {
        throw Problem.badRequest(
            "The " + where + " has characters that are not ASCII.", "Write them as escapes.");
      }
    }
    String decoded;
    try {
      decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(octets.toByteArray()))
              .toString();
    } catch (CharacterCodingException malformed) {
      throw Problem.badRequest(
          "The escapes in the " + where + " are no UTF-8.", "Encode the text as UTF-8 first.");
    }
    if (decoded.chars().anyMatch(Character::isISOControl)) {
      throw Problem.badRequest(
          "The " + where + " has control characters.", "No name here contains any.");
    }
    return decoded;
  }

  private static int hex(char c) {
    return Character.digit(c, 16);
  }
}
