package org.angarium.testkit.grammar.imap;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of a session as far as it decides which answers are allowed.
 *
 * @param greeted whether the greeting has come
 * @param stage of RFC 3501 §3
 * @param messages in the selected mailbox, as the client was told
 * @param command the one that is answered now
 * @param continuable whether the client has more of that command to send
 * @param told names and codes of the untagged responses to that command so far
 * @param modSequences whether MODSEQ may be told (RFC 7162 §3.1)
 * @param condstore whether MODSEQ must be told of changes
 * @param qresync whether VANISHED replaces EXPUNGE (RFC 7162 §3.2)
 */
record SessionView(
    boolean greeted,
    Stage stage,
    long messages,
    @Nullable SentCommand command,
    boolean continuable,
    Set<String> told,
    boolean modSequences,
    boolean condstore,
    boolean qresync) {

  enum Stage {
    NOT_AUTHENTICATED,
    AUTHENTICATED,
    SELECTED,
    LOGOUT
  }

  /** Whether the command at hand is one of these, such as {@code UID FETCH}. */
  boolean answers(String... names) {
    if (command != null) {
      for (String name : names) {
        if (command.name().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A mailbox is selected, or may be by the command at hand. */
  boolean mailboxOpen() {
    return stage == Stage.SELECTED || answers("SELECT", "EXAMINE");
  }
}
