package org.angarium.bench.load;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The load generator's command: {@code LoadMain LOAD [--option value …]}. Loads: {@code smtp},
 * {@code smtp-beside} (two servers in alternation), {@code imap-fill}, {@code imap-read}, {@code
 * imap-sessions}, {@code logins}, {@code append}, {@code multiappend}, {@code idle}. See {@code
 * bench/README.md}.
 */
public final class LoadMain {
  private LoadMain() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      System.err.println(
          "usage: LoadMain smtp|smtp-beside|imap-fill|imap-read|imap-sessions|logins|append|multiappend|idle [--option value …]");
      System.exit(64);
    }
    if (arguments[0].equals("ratios") && arguments.length == 3) {
      Ratios.print(Path.of(arguments[1]), Path.of(arguments[2]));
      return;
    }
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i].replaceFirst("^--", "").toLowerCase(Locale.ROOT), arguments[i + 1]);
    }
    LoadTarget target = target(options, "");
    int connections = number(options, "connections", 10);
    int messages = number(options, "messages", 2000);
    boolean pipelined = options.getOrDefault("pipelined", "no").equals("yes");
    ImapLoad imap = new ImapLoad(target, number(options, "user-number", 1) - 1);
    switch (arguments[0]) {
      case "smtp" ->
          new SmtpLoad(
                  connections,
                  messages,
                  number(options, "size", 4096),
                  options.getOrDefault("persistent", "no").equals("yes"),
                  pipelined)
              .run(target)
              .forEach(Figure::print);
      case "smtp-beside" ->
          new SmtpComparison(
                  target,
                  target(options, "peer-"),
                  messages,
                  number(options, "times", 8),
                  number(options, "rounds", 3),
                  Path.of(options.getOrDefault("ours", "ours")),
                  Path.of(options.getOrDefault("theirs", "theirs")))
              .run();
      case "imap-fill" -> {
        imap.fill("ten", number(options, "ten", 10_000));
        imap.fill("big", number(options, "big", 50_000));
        imap.copies(number(options, "copies", 0));
      }
      case "imap-read" -> {
        ReaderWarmUp.run();
        imap.reading(options.getOrDefault("prefix", ""));
      }
      case "imap-sessions" -> imap.sessions(messages, number(options, "copies", 1));
      case "logins" -> imap.logins(connections, messages);
      case "append" -> imap.appends(connections, messages, pipelined);
      case "multiappend" -> imap.multiAppends(messages);
      case "idle" -> IdleLoad.run(target, connections, options.get("pid"));
      default -> {
        System.err.println("unknown load: " + arguments[0]);
        System.exit(64);
      }
    }
  }

  private static LoadTarget target(Map<String, String> options, String prefix) {
    return new LoadTarget(
        options.getOrDefault("host", "127.0.0.1"),
        number(options, prefix + "smtp-port", 10025),
        number(options, prefix + "imap-port", 10143),
        options.getOrDefault("user", "user%d@example.test"),
        number(options, "users", 100),
        options.getOrDefault("password", "secret-of-the-load"));
  }

  private static int number(Map<String, String> options, String name, int otherwise) {
    String text = options.get(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
