package org.angarium.server.event;

/**
 * Everything that an event can say beside its name: the one vocabulary of log, traces and metrics.
 * A field means the same in every event. Beside these, each line has {@code time}, {@code
 * severity}, {@code event}, {@code text}, and where known {@code session} and {@code trace}.
 */
public enum Field {
  ACCOUNT("account", Unit.TEXT, "number of the account"),
  ACTION("action", Unit.TEXT, "operation of the administration"),
  ACTOR("actor", Unit.TEXT, "name of the administrator or account that asked"),
  ADDRESS(
      "address",
      Unit.TEXT,
      "e-mail address of an account, or network address of a listener or host"),
  ADMINISTRATOR("administrator", Unit.YES_NO, "whether the account may administer"),
  AFTER("after", Unit.TEXT, "values after a change, as JSON without secrets"),
  AGE("age", Unit.DURATION, "time since the message was accepted"),
  ALIAS("alias", Unit.TEXT, "address of an alias"),
  ATTEMPTS("attempts", Unit.COUNT, "tries so far"),
  BEFORE("before", Unit.TEXT, "values before a change, as JSON without secrets"),
  CATCH_ALL("catchAll", Unit.TEXT, "address that gets mail to unknown addresses of the domain"),
  CAUSE("cause", Unit.TEXT, "what went wrong, in words"),
  CIPHER("cipher", Unit.TEXT, "cipher suite of a TLS connection"),
  CLIENT("client", Unit.TEXT, "network address of the peer that connected"),
  COMMANDS("commands", Unit.COUNT, "commands of a session"),
  COPIES("copies", Unit.COUNT, "copies filed in the mailboxes of the owner"),
  DATA_FOLDER("dataFolder", Unit.TEXT, "folder with the data of this node"),
  DESTINATION("destination", Unit.TEXT, "domain or host that mail goes to"),
  DOMAIN("domain", Unit.TEXT, "domain"),
  DURATION("duration", Unit.DURATION, "time it took"),
  ENABLED("enabled", Unit.YES_NO, "whether the domain takes mail and logins"),
  EVIDENCE("evidence", Unit.TEXT, "findings with score, evidence and a sentence, as JSON"),
  EVENT("repeated", Unit.TEXT, "name of another event"),
  EVENTS("events", Unit.COUNT, "number of events"),
  FILE("file", Unit.TEXT, "path of a file"),
  FINDINGS("findings", Unit.TEXT, "names of findings, with spaces between"),
  HOST("host", Unit.TEXT, "name of the host that mail was offered to"),
  LIBRARY("library", Unit.TEXT, "name of a library"),
  LINE("line", Unit.TEXT, "beginning of a command line, without secrets"),
  LISTENER("listener", Unit.TEXT, "name of the listener"),
  LOGIN("login", Unit.TEXT, "name that was given to log in"),
  MAILBOX("mailbox", Unit.TEXT, "name of a mailbox"),
  MAILBOX_ID("mailboxId", Unit.COUNT, "number of a mailbox within its account"),
  MECHANISM("mechanism", Unit.TEXT, "SASL mechanism"),
  MESSAGE("message", Unit.TEXT, "words of a library"),
  MESSAGE_ID("messageId", Unit.TEXT, "Message-ID of the message"),
  METHOD("method", Unit.TEXT, "HTTP method"),
  NEXT_ATTEMPT("nextAttempt", Unit.TIME, "when it is tried again"),
  NODE("node", Unit.TEXT, "name of this node"),
  OFFSET("offset", Unit.DURATION, "how far the clock was set, negative for back"),
  PART("part", Unit.TEXT, "part of the server"),
  PATH("path", Unit.TEXT, "path of an HTTP request"),
  PORT("port", Unit.COUNT, "port number"),
  PROOF("proof", Unit.TEXT, "how the actor was authenticated"),
  PROTOCOL("protocol", Unit.TEXT, "protocol that is spoken"),
  QUEUE_ID("queueId", Unit.TEXT, "id of an entry in the queue"),
  REASON(
      "reason",
      Unit.TEXT,
      "reason of a decision: a word out of a fixed list, or the words of a refusal"),
  RECEIVED("received", Unit.OCTETS, "octets that came from the peer"),
  RECIPIENT("recipient", Unit.TEXT, "address of a recipient"),
  RECIPIENTS("recipients", Unit.COUNT, "number of recipients"),
  REDIRECTS("redirects", Unit.COUNT, "addresses that a script sends the message on to"),
  REFUSED("refused", Unit.YES_NO, "whether the sender is told that the message is refused"),
  REFUSED_MESSAGES("refusedMessages", Unit.COUNT, "messages that were refused"),
  REMEDY("remedy", Unit.TEXT, "what mends it"),
  REPLY("reply", Unit.TEXT, "SMTP reply"),
  RESERVE("reserve", Unit.OCTETS, "room that is kept free on the disk"),
  SCORE("score", Unit.TEXT, "sum of the scores of findings"),
  SCRIPT("script", Unit.TEXT, "name of a Sieve script"),
  SELECTOR("selector", Unit.TEXT, "name of a key within its domain"),
  SENDER("sender", Unit.TEXT, "reverse path, empty for the null one"),
  SENT("sent", Unit.OCTETS, "octets that went to the peer"),
  SERVER_NAME("serverName", Unit.TEXT, "name that the client asked for in TLS"),
  SESSIONS("sessions", Unit.COUNT, "sessions that were cut off"),
  SIZE("size", Unit.OCTETS, "size of the message"),
  STATUS("status", Unit.TEXT, "enhanced status code (RFC 3463)"),
  SUSPENDED("suspended", Unit.YES_NO, "whether the account is suspended"),
  TARGET("target", Unit.TEXT, "what an operation was about"),
  TARGETS("targets", Unit.COUNT, "targets of an alias"),
  TASK("task", Unit.TEXT, "what was being done"),
  UID("uid", Unit.COUNT, "UID of the message in its mailbox"),
  UNTIL("until", Unit.TIME, "when it ends"),
  USABLE("usable", Unit.OCTETS, "room that is left on the disk"),
  VALID_UNTIL("validUntil", Unit.TIME, "when the certificate expires"),
  VERDICT("verdict", Unit.TEXT, "verdict of judgement"),
  VERSION("version", Unit.TEXT, "version of the program"),
  WAIT("wait", Unit.DURATION, "time until the next try is allowed");

  private final String key;
  private final Unit unit;
  private final String meaning;

  Field(String key, Unit unit, String meaning) {
    this.key = key;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** The name in log lines, traces and metrics; stable, documented. */
  public String key() {
    return key;
  }

  /** How its values are written. */
  public Unit unit() {
    return unit;
  }

  /** What it says, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** Kinds of values. */
  public enum Unit {
    TEXT("text"),
    COUNT("number"),
    YES_NO("true or false"),
    TIME("time, RFC 3339"),
    OCTETS("octets"),
    DURATION("seconds, with a fraction");

    private final String words;

    Unit(String words) {
      this.words = words;
    }

    /** In words, for the manual. */
    public String words() {
      return words;
    }
  }
}
