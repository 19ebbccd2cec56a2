package org.angarium.server.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.Actor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request, taken apart.
 *
 * @param named the parameters of the path, decoded
 * @param parameters of the query, decoded
 * @param body the JSON object of the request; an empty one where there was none
 * @param login who asks; null where the route needs no login and there was none
 */
record Call(
    Map<String, String> named,
    Map<String, String> parameters,
    JsonNode body,
    @Nullable Actor login) {

  private static final int MOST_DIGITS = 9;

  boolean isLogin() {
    return login != null;
  }

  /** Of a route that needs a login. */
  Actor actor() {
    if (login == null) {
      throw new IllegalStateException("the route needs no login");
    }
    return login;
  }

  /** A parameter of the path. */
  String named(String name) {
    String value = named.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no parameter " + name);
    }
    return value;
  }

  /** As {@link #named}; what is no address names nothing. */
  String address(String name) throws Problem {
    String text = named(name);
    try {
      EmailAddress.parse(text);
      return text;
    } catch (AddressSyntaxException noAddress) {
      throw new Problem(
          404,
          "Not found",
          "\"" + text + "\" is no address: " + noAddress.getMessage() + ".",
          "Write it as user@example.org.");
    }
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /**
   * Refuses what the request says and nobody here understands: it would be mistaken for done.
   *
   * @param known parameters of the query
   * @param members of the body
   */
  Call only(Set<String> known, Set<String> members) throws Problem {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        throw Problem.badRequest(
            "The query has a parameter that is unknown here.",
            known.isEmpty() ? "There are none." : "Known are " + listed(known) + ".");
      }
    }
    for (String name : body.propertyNames()) {
      if (!members.contains(name)) {
        throw Problem.badRequest(
                "The body has a member that is unknown here.",
                members.isEmpty() ? "Send no body." : "Known are " + listed(members) + ".")
            .at("/" + Problem.pointerSegment(name));
      }
    }
    return this;
  }

  private static String listed(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  /** True or false; null where it is not said. */
  @Nullable Boolean flag(String name) throws Problem {
    String text = parameter(name);
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw Problem.badRequest(
              name + " is neither true nor false.", "Write " + name + "=true.");
    };
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
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    String significant = digits ? text.replaceFirst("^0+", "") : "";
    if (significant.isEmpty()) {
      throw Problem.badRequest("limit is no number above 0.", "Write limit=100.");
    }
    return significant.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(significant);
  }

  String text(String name) throws Problem {
    String value = optionalText(name);
    if (value == null) {
      throw Problem.badRequest("The member " + name + " is missing.", "Add it to the object.")
          .at("/" + name);
    }
    return value;
  }

  @Nullable String optionalText(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw Problem.badRequest("The member " + name + " is no string.", "Write it in quotes.")
          .at("/" + name);
    }
    return value.stringValue();
  }

  @Nullable Boolean optionalFlag(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isBoolean()) {
      throw Problem.badRequest("The member " + name + " is no boolean.", "Write true or false.")
          .at("/" + name);
    }
    return value.booleanValue();
  }

  @Nullable Long optionalNumber(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Problem.badRequest("The member " + name + " is no whole number.", "Write digits only.")
          .at("/" + name);
    }
    return value.longValue();
  }

  @Nullable List<String> optionalTexts(String name) throws Problem {
    return member(name) == null ? null : texts(name);
  }

  List<String> texts(String name) throws Problem {
    JsonNode value = member(name);
    if (value == null || !value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
      throw Problem.badRequest(
              "The member " + name + " is no array of strings.", "Write [\"…\", \"…\"].")
          .at("/" + name);
    }
    return value.valueStream().map(JsonNode::stringValue).toList();
  }

  private @Nullable JsonNode member(String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
