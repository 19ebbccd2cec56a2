package org.angarium.server.filter;

import java.util.List;

/** Writes findings down, within bounds, as they are kept with the trace of a message. */
final class Evidence {
  /** Characters after which no further finding is begun. */
  private static final int MOST = 8_192;

  private Evidence() {}

  /** Their names, with a space between them. */
  static String names(List<Finding> findings) {
    StringBuilder names = new StringBuilder();
    for (Finding each : findings) {
      if (names.length() > MOST) {
        break;
      }
      names.append(names.isEmpty() ? "" : " ").append(each.name());
    }
    return names.toString();
  }

  /** A JSON array of objects with name, score, evidence and text. */
  static String json(List<Finding> findings) {
    StringBuilder json = new StringBuilder("[");
    for (Finding each : findings) {
      if (json.length() > MOST) {
        break;
      }
      json.append(json.length() == 1 ? "{" : ",{");
      member(json, "name", each.name());
      json.append(",\"score\":").append(each.score()).append(',');
      member(json, "evidence", each.evidence());
      json.append(',');
      member(json, "text", each.text());
      json.append('}');
    }
    return json.append(']').toString();
  }

  private static void member(StringBuilder json, String name, String value) {
    json.append('"').append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\');
      }
      json.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    json.append('"');
  }
}
