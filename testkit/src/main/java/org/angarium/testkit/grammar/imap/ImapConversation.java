package org.angarium.testkit.grammar.imap;

import java.util.HashSet;
import java.util.Set;
import org.angarium.testkit.grammar.Conversation;
import org.angarium.testkit.grammar.Octets;
import org.angarium.testkit.grammar.imap.SessionView.Stage;

/**
 * A conversation with an IMAP4rev1 server that answers commands in the order of their arrival.
 * After STARTTLS the same object overhears what is said within TLS.
 */
public final class ImapConversation extends Conversation {
  private final SentCommands commands = new SentCommands();
  private final Set<String> told = new HashSet<>();
  private boolean greeted;
  private Stage stage = Stage.NOT_AUTHENTICATED;
  private long messages;
  private boolean modSequences;
  private boolean condstore;
  private boolean qresync;

  @Override
  public Runnable read(Octets octets) {
    Answer answer = Response.read(octets, view());
    return () -> apply(answer);
  }

  private SessionView view() {
    SentCommand command = commands.head();
    return new SessionView(
        greeted,
        stage,
        messages,
        command,
        commands.continuable(),
        told,
        modSequences || command != null && command.enablesCondstore(),
        condstore,
        qresync);
  }

  @Override
  public void follow(byte[] bytes, int offset, int count) {
    commands.add(bytes, offset, count);
  }

  private void apply(Answer answer) {
    switch (answer) {
      case Answer.Greeting(String status) -> {
        greeted = true;
        stage =
            switch (status) {
              case "OK" -> Stage.NOT_AUTHENTICATED;
              case "PREAUTH" -> Stage.AUTHENTICATED;
              default -> Stage.LOGOUT;
            };
      }
      case Answer.Continuation _ -> commands.continued();
      case Answer.Tagged tagged -> ended(tagged);
      case Answer.Condition condition -> said(condition);
      case Answer.Exists(long count) -> {
        messages = count;
        told.add("EXISTS");
      }
      case Answer.Removed(long count) -> messages -= count;
      case Answer.Enabled enabled -> {
        told.add("ENABLED");
        boolean quick = enabled.names().contains("QRESYNC");
        qresync |= quick;
        condstore |= quick || enabled.names().contains("CONDSTORE");
        modSequences |= condstore;
      }
      case Answer.Data(String name) -> told.add(name);
    }
  }

  private void said(Answer.Condition condition) {
    told.add(condition.status());
    if (condition.code() != null) {
      told.add(condition.code());
      if (condition.code().equals("CLOSED")) {
        unselected();
      }
    }
    SentCommand command = commands.head();
    if (condition.status().equals("BYE")) {
      stage = Stage.LOGOUT;
    } else if (condition.status().equals("BAD") && command != null && command.tagless()) {
      told.clear();
      commands.answered();
    }
  }

  private void unselected() {
    stage = Stage.AUTHENTICATED;
    messages = 0;
  }

  private void ended(Answer.Tagged tagged) {
    SentCommand command = commands.head();
    told.clear();
    commands.answered();
    if (command == null || stage == Stage.LOGOUT) {
      return;
    }
    boolean ok = tagged.status().equals("OK");
    boolean enables = command.enablesCondstore() && !tagged.status().equals("BAD");
    modSequences |= enables;
    condstore |= enables && ok;
    switch (command.name()) {
      case "LOGIN", "AUTHENTICATE" -> stage = ok ? Stage.AUTHENTICATED : stage;
      case "STARTTLS" -> {
        if (ok) {
          commands.forget();
          tlsBegins();
        }
      }
      case "SELECT", "EXAMINE" -> {
        if (ok) {
          stage = Stage.SELECTED;
        } else if (tagged.status().equals("NO")) {
          unselected();
        }
      }
      case "CLOSE", "UNSELECT" -> {
        if (ok) {
          unselected();
        }
      }
      default -> {
        // No other command leads to another state.
      }
    }
  }
}
