package org.angarium.testkit.grammar.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must have been told before a command ends with OK: its REQUIRED responses. */
final class Completion {
  private static final List<String> SELECT =
      List.of("FLAGS", "EXISTS", "RECENT", "PERMANENTFLAGS", "UIDNEXT", "UIDVALIDITY");

  private Completion() {}

  /** The rule that is broken by this end of the command, if one is. */
  static @Nullable String missing(SessionView session, String status, @Nullable String code) {
    SentCommand command = session.command();
    if (command == null || !status.equals("OK")) {
      return null;
    }
    return switch (command.name()) {
      case "SELECT", "EXAMINE" -> {
        boolean readOnly = "READ-ONLY".equals(code);
        boolean readWrite = "READ-WRITE".equals(code) && command.name().equals("SELECT");
        yield readOnly || readWrite
            ? untold(session, SELECT, "RFC 3501 §6.3.1")
            : "SELECT ends with READ-WRITE or READ-ONLY, EXAMINE with READ-ONLY (RFC 3501 §6.3.2)";
      }
      case "CAPABILITY" -> untold(session, List.of("CAPABILITY"), "RFC 3501 §6.1.1");
      case "LOGOUT" -> untold(session, List.of("BYE"), "RFC 3501 §6.1.3");
      case "STATUS" -> untold(session, List.of("STATUS"), "RFC 3501 §6.3.10");
      case "NAMESPACE" -> untold(session, List.of("NAMESPACE"), "RFC 2342 §5");
      case "ID" -> untold(session, List.of("ID"), "RFC 2971 §3.1");
      case "ENABLE" -> untold(session, List.of("ENABLED"), "RFC 5161 §3.1");
      case "GETQUOTA" -> untold(session, List.of("QUOTA"), "RFC 9208 §4.1.2");
      case "GETQUOTAROOT" -> untold(session, List.of("QUOTAROOT"), "RFC 9208 §4.1.3");
      case "SEARCH", "UID SEARCH" ->
          command.text().contains(" RETURN ")
              ? null
              : untold(session, List.of("SEARCH"), "RFC 3501 §6.4.4");
      default -> null;
    };
  }

  private static @Nullable String untold(SessionView session, List<String> names, String source) {
    for (String name : names) {
      if (!session.told().contains(name)) {
        return "REQUIRED response " + name + " (" + source + ")";
      }
    }
    return null;
  }
}
