package org.angarium.server.imap;

import java.util.List;

/**
 * The one table of what is announced. Each entry names its standard and the test that shows it; a
 * test walks the table.
 *
 * @param name as announced; those that end in {@code =} get a value at run time
 * @param standard where it is defined
 * @param test simple name of the test class
 */
record Capability(String name, String standard, When when, String test) {

  /** In which state it is announced. */
  enum When {
    ALWAYS,
    /** Before login, and only where it makes sense there. */
    BEFORE_LOGIN,
    AFTER_LOGIN
  }

  static final List<Capability> TABLE =
      List.of(
          new Capability("IMAP4rev1", "RFC 3501", When.ALWAYS, "ImapConversationTest"),
          new Capability("LITERAL+", "RFC 7888", When.ALWAYS, "ImapLiteralTest"),
          new Capability("SASL-IR", "RFC 4959", When.ALWAYS, "ImapLoginTest"),
          new Capability("ID", "RFC 2971", When.ALWAYS, "ImapConversationTest"),
          new Capability("ENABLE", "RFC 5161", When.ALWAYS, "ImapCondstoreTest"),
          new Capability("STARTTLS", "RFC 3501 §6.2.1", When.BEFORE_LOGIN, "ImapLoginTest"),
          new Capability("LOGINDISABLED", "RFC 3501 §6.2.3", When.BEFORE_LOGIN, "ImapLoginTest"),
          new Capability("AUTH=", "RFC 3501 §6.2.2", When.BEFORE_LOGIN, "ImapLoginTest"),
          new Capability("IDLE", "RFC 2177", When.ALWAYS, "ImapIdleTest"),
          new Capability("NAMESPACE", "RFC 2342", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("CHILDREN", "RFC 3348", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("UIDPLUS", "RFC 4315", When.AFTER_LOGIN, "ImapMessageTest"),
          new Capability("UNSELECT", "RFC 3691", When.AFTER_LOGIN, "ImapConversationTest"),
          new Capability("MOVE", "RFC 6851", When.AFTER_LOGIN, "ImapMessageTest"),
          new Capability("MULTIAPPEND", "RFC 3502", When.AFTER_LOGIN, "ImapLiteralTest"),
          new Capability("BINARY", "RFC 3516", When.AFTER_LOGIN, "ImapFetchTest"),
          new Capability("SPECIAL-USE", "RFC 6154", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("CREATE-SPECIAL-USE", "RFC 6154 §3", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("LIST-EXTENDED", "RFC 5258", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("LIST-STATUS", "RFC 5819", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("ESEARCH", "RFC 4731", When.AFTER_LOGIN, "ImapSearchTest"),
          new Capability("SEARCHRES", "RFC 5182", When.AFTER_LOGIN, "ImapSearchTest"),
          new Capability("WITHIN", "RFC 5032", When.AFTER_LOGIN, "ImapSearchTest"),
          new Capability("CONDSTORE", "RFC 7162 §3.1", When.AFTER_LOGIN, "ImapCondstoreTest"),
          new Capability("QRESYNC", "RFC 7162 §3.2", When.AFTER_LOGIN, "ImapCondstoreTest"),
          new Capability("STATUS=SIZE", "RFC 8438", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("OBJECTID", "RFC 8474", When.AFTER_LOGIN, "ImapFetchTest"),
          new Capability("SAVEDATE", "RFC 8514", When.AFTER_LOGIN, "ImapFetchTest"),
          new Capability("PREVIEW", "RFC 8970", When.AFTER_LOGIN, "ImapFetchTest"),
          new Capability("QUOTA", "RFC 9208", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("QUOTA=RES-STORAGE", "RFC 9208 §5.1", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("QUOTA=RES-MESSAGE", "RFC 9208 §5.2", When.AFTER_LOGIN, "ImapMailboxTest"),
          new Capability("APPENDLIMIT=", "RFC 7889", When.AFTER_LOGIN, "ImapLiteralTest"));

  /**
   * The capabilities before login.
   *
   * @param mechanisms to announce
   */
  static String beforeLogin(boolean startTls, boolean confidential, List<String> mechanisms) {
    StringBuilder text = new StringBuilder(200);
    for (Capability capability : TABLE) {
      if (capability.when == When.AFTER_LOGIN) {
        continue;
      }
      switch (capability.name) {
        case "STARTTLS" -> add(text, startTls ? capability.name : "");
        case "LOGINDISABLED" -> add(text, confidential ? "" : capability.name);
        case "AUTH=" -> mechanisms.forEach(mechanism -> add(text, "AUTH=" + mechanism));
        default -> add(text, capability.name);
      }
    }
    return text.toString();
  }

  static String afterLogin(long appendLimit) {
    StringBuilder text = new StringBuilder(400);
    for (Capability capability : TABLE) {
      if (capability.when != When.BEFORE_LOGIN) {
        add(text, capability.name);
        if (capability.name.equals("APPENDLIMIT=")) {
          text.append(appendLimit);
        }
      }
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String name) {
    if (!name.isEmpty()) {
      text.append(text.isEmpty() ? "" : " ").append(name);
    }
  }
}
