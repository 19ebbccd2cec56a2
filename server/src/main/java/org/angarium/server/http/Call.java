package org.angarium.server.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request to the API, taken apart.
 *
 * @param path the segments after {@code /api/admin}, decoded
 * @param parameters of the query, decoded; null where there is none of the name
 * @param body the JSON object of the request; an empty one where there was none
 * @param by who asks, for the record
 */
record Call(
    String method,
    List<String> path,
    Function<String, @Nullable String> parameters,
    JsonNode body,
    String by) {

  @Nullable String parameter(String name) {
    return parameters.apply(name);
  }

  String prefix() {
    String prefix = parameter("prefix");
    return prefix == null ? "" : prefix;
  }

  int limit() throws Problem {
    String text = parameter("limit");
    if (text == null) {
      return 100;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw Problem.badRequest("limit is no number.", "Write limit=100.");
    }
  }

  String text(String name) throws Problem {
    String value = optionalText(name);
    if (value == null) {
      throw Problem.badRequest("The member " + name + " is missing.", "Add it to the object.");
    }
    return value;
  }

  @Nullable String optionalText(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw Problem.badRequest("The member " + name + " is no string.", "Write it in quotes.");
    }
    return value.stringValue();
  }

  @Nullable Boolean optionalFlag(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw Problem.badRequest("The member " + name + " is no boolean.", "Write true or false.");
    }
    return value.booleanValue();
  }

  @Nullable Long optionalNumber(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Problem.badRequest("The member " + name + " is no whole number.", "Write digits only.");
    }
    return value.longValue();
  }

  List<String> texts(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null || !value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw Problem.badRequest(
          "The member " + name + " is no array of strings.", "Write [\"…\", \"…\"].");
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  private @Nullable JsonNode member(String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
