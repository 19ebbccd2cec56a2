package org.angarium.server.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.angarium.testkit.differential.ImapData;
import org.angarium.testkit.differential.ImapData.Text;

/**
 * What an answer says, without what may differ between two servers: UIDVALIDITY, mod-sequences,
 * dates of arrival, \Recent, the order of items, texts for people. What was not asked for is left
 * out, for each server may choose when to tell it.
 */
final class AnswerFacts {
  private static final List<String> ENVELOPE =
      List.of(
          "date",
          "subject",
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "in-reply-to",
          "message-id");

  private final Map<String, String> facts = new TreeMap<>();

  private AnswerFacts() {}

  static Map<String, String> of(String command, ImapPeer.Answer answer) {
    AnswerFacts found = new AnswerFacts();
    String verb = verb(command);
    found.facts.put("status", answer.status());
    found.code(answer.code());
    for (String response : answer.untagged()) {
      found.response(verb, command.toUpperCase(Locale.ROOT), response);
    }
    return found.facts;
  }

  /** The command's name, with UID. */
  static String verb(String command) {
    String[] words = command.toUpperCase(Locale.ROOT).split(" ", 3);
    return words[0].equals("UID") && words.length > 1 ? "UID " + words[1] : words[0];
  }

  private void code(String code) {
    String[] words = code.split(" ");
    switch (words[0]) {
      case "READ-ONLY", "READ-WRITE", "TRYCREATE", "EXPUNGEISSUED" -> facts.put("code", words[0]);
      case "APPENDUID" -> facts.put("code", "APPENDUID " + numbers(words[2]));
      case "COPYUID" -> facts.put("code", "COPYUID " + numbers(words[2]) + " " + numbers(words[3]));
      case "MODIFIED" -> facts.put("code", "MODIFIED " + numbers(words[1]));
      default -> {
        // Others are matters of taste.
      }
    }
  }

  /** A set in the order in which it stands, ranges written out. */
  private static List<Long> numbers(String set) {
    List<Long> numbers = new ArrayList<>();
    for (String range : set.split(",")) {
      String[] ends = range.split(":");
      for (long i = Long.parseLong(ends[0]); i <= Long.parseLong(ends[ends.length - 1]); i++) {
        numbers.add(i);
      }
    }
    return numbers;
  }

  private void response(String verb, String command, String response) {
    String[] words = response.split(" ", 4);
    switch (words[1]) {
      case "SEARCH" -> search(response.substring("* SEARCH".length()));
      case "ESEARCH" -> extendedSearch(ImapData.read(response, "* ESEARCH ".length()));
      case "LIST", "LSUB" -> list(ImapData.read(response, "* LIST ".length()));
      case "STATUS" -> status(ImapData.read(response, "* STATUS ".length()));
      case "OK" -> {
        if (response.startsWith("* OK [COPYUID ")) {
          code(response.substring("* OK [".length(), response.indexOf(']')));
        } else if (response.startsWith("* OK [UIDNEXT ")) {
          facts.put("UIDNEXT", words[3].substring(0, words[3].indexOf(']')));
        }
      }
      default -> {
        if (verb.endsWith("FETCH") && words[2].equals("FETCH")) {
          int from = response.indexOf('(') + 1;
          fetched(command, words[1], ImapData.read(response, from));
        }
      }
    }
  }

  private void search(String numbers) {
    TreeSet<Long> found = new TreeSet<>();
    for (String word : numbers.replaceAll("\\(.*\\)", "").strip().split(" ")) {
      if (!word.isEmpty()) {
        found.add(Long.parseLong(word));
      }
    }
    facts.put("found", found.toString());
  }

  private void extendedSearch(List<Object> items) {
    for (int i = 1; i + 1 < items.size(); i++) {
      String item = items.get(i).toString();
      if (item.equals("ALL")) {
        facts.put("all", new TreeSet<>(numbers(items.get(++i).toString())).toString());
      } else if (!item.equals("UID") && !item.equals("MODSEQ")) {
        facts.put(item.toLowerCase(Locale.ROOT), items.get(++i).toString());
      }
    }
  }

  private static String name(Object mailbox) {
    String name = mailbox instanceof Text(String text) ? text : mailbox.toString();
    return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
  }

  private void list(List<Object> items) {
    TreeSet<String> attributes = new TreeSet<>();
    for (Object each : (List<?>) items.get(0)) {
      String attribute = each.toString().toLowerCase(Locale.ROOT);
      if (!attribute.endsWith("marked")) {
        attributes.add(attribute);
      }
    }
    facts.put("mailbox " + name(items.get(2)), attributes + " " + ImapData.shown(items.get(1)));
  }

  private void status(List<Object> items) {
    List<?> pairs = (List<?>) items.get(1);
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      String item = pairs.get(i).toString();
      String value = pairs.get(i + 1).toString();
      switch (item) {
        case "UIDVALIDITY", "HIGHESTMODSEQ", "RECENT" -> value = "told";
        default -> {
          // Compared as it is.
        }
      }
      facts.put("of " + name(items.get(0)) + " " + item, value);
    }
  }

  // ---- FETCH

  private void fetched(String command, String number, List<Object> pairs) {
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      String item = pairs.get(i).toString().toUpperCase(Locale.ROOT);
      Object value = pairs.get(i + 1);
      String key = "message " + number + " " + item;
      switch (item) {
        case "FLAGS" -> {
          if (command.contains("FLAGS") || command.contains("FAST") || command.contains("FULL")) {
            facts.put(key, flags((List<?>) value));
          }
        }
        case "UID" -> {
          // A UID command's answers have it, and so has what is told unasked meanwhile.
          if (command.contains("(UID ") || command.endsWith(" UID")) {
            facts.put(key, ImapData.shown(value));
          }
        }
        case "MODSEQ" -> {
          // Told by each server when it must.
        }
        case "INTERNALDATE", "SAVEDATE" -> facts.put(key, "told");
        case "ENVELOPE" -> envelope(key, (List<?>) value);
        case "BODY", "BODYSTRUCTURE" -> facts.put(key, structure((List<?>) value));
        default -> facts.put(key, ImapData.shown(value));
      }
    }
  }

  private static String flags(List<?> flags) {
    TreeSet<String> sorted = new TreeSet<>();
    for (Object flag : flags) {
      if (!flag.equals("\\Recent")) {
        sorted.add(flag.toString());
      }
    }
    return sorted.toString();
  }

  private void envelope(String key, List<?> values) {
    for (int i = 0; i < ENVELOPE.size(); i++) {
      facts.put(key + " " + ENVELOPE.get(i), ImapData.shown(values.get(i)));
    }
  }

  /** What is no matter of case in lower case: types, encodings, names of parameters. */
  private static String structure(List<?> body) {
    List<Object> shown = new ArrayList<>();
    int at = 0;
    while (at < body.size() && body.get(at) instanceof List<?> part) {
      shown.add(structure(part));
      at++;
    }
    boolean multipart = at > 0;
    for (int i = at; i < body.size(); i++) {
      Object value = body.get(i);
      int place = i - at;
      boolean lower = multipart ? place == 0 : place == 0 || place == 1 || place == 5;
      boolean parameters = multipart ? place == 1 : place == 2;
      if (lower) {
        shown.add(ImapData.shown(value).toLowerCase(Locale.ROOT));
      } else if (parameters && value instanceof List<?> list) {
        shown.add(parameters(list));
      } else if (value instanceof List<?> list
          && list.size() == 2
          && list.getFirst() instanceof Text(String type)
          && !(list.get(1) instanceof Text)) {
        shown.add(
            type.toLowerCase(Locale.ROOT)
                + " "
                + (list.get(1) instanceof List<?> own ? parameters(own) : "NIL"));
      } else if (value instanceof List<?> list && !list.isEmpty() && place == 8) {
        shown.add(structure(list));
      } else {
        shown.add(ImapData.shown(value));
      }
    }
    return shown.toString();
  }

  private static String parameters(List<?> list) {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String text = ImapData.shown(list.get(i));
      shown.add(i % 2 == 0 ? text.toLowerCase(Locale.ROOT) : text);
    }
    return shown.toString();
  }
}
