package org.angarium.server.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;
import org.jspecify.annotations.Nullable;

/** Fetches a whole list, part by part, and prints it. */
final class Listed {
  private static final int PART = 1_000;

  private Listed() {}

  /** How an item becomes a row. */
  interface Row {
    void add(Table table, Map<String, @Nullable Object> item);
  }

  /**
   * Prints the list at {@code path}.
   *
   * @param query further parameters, encoded, starting with {@code &}; or empty
   */
  static void print(AngariumCommand angarium, String path, String query, Table table, Row row) {
    AdminClient client = angarium.client();
    Json json = new Json();
    List<@Nullable Object> items = new ArrayList<>();
    String after = "";
    while (true) {
      Map<String, @Nullable Object> part =
          json.object(client.get(path + "?limit=" + PART + query + after));
      items.addAll(Json.asList(part.get("items")));
      Object next = part.get("next");
      if (next == null) {
        break;
      }
      after = "&after=" + AdminClient.segment(next.toString());
    }
    if (angarium.wantsJson()) {
      Map<String, @Nullable Object> whole = new LinkedHashMap<>();
      whole.put("items", items);
      angarium.out().println(json.write(whole));
    } else {
      items.forEach(item -> row.add(table, Json.asObject(item)));
      table.print(angarium.out());
    }
  }

  /** Prints one object: as JSON, or a line for each member. */
  static void show(AngariumCommand angarium, String answer) {
    if (angarium.wantsJson()) {
      angarium.out().println(answer.isEmpty() ? "{}" : answer);
      return;
    }
    new Json()
        .object(answer)
        .forEach((name, value) -> {
          if (value != null) {
            angarium.out().println(name + ": " + Table.printable(text(value)));
          }
        });
  }

  /** One line that says that it is done; an empty object as JSON. */
  static void done(AngariumCommand angarium, String answer, String line) {
    angarium.out().println(!angarium.wantsJson() ? line : answer.isEmpty() ? "{}" : answer);
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list -> String.join(", ", list.stream().map(Listed::text).toList());
      default -> value.toString();
    };
  }
}
