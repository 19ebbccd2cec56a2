package org.angarium.testkit.grammar.imap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer means for the state of a session, once it was read whole. */
sealed interface Answer {

  /** The first answer: OK, PREAUTH or BYE. */
  record Greeting(String status) implements Answer {}

  /** {@code +}. */
  record Continuation() implements Answer {}

  /** The end of a command. */
  record Tagged(String tag, String status, @Nullable String code) implements Answer {}

  /** Untagged OK, NO, BAD or BYE. */
  record Condition(String status, @Nullable String code) implements Answer {}

  /** So many messages are in the mailbox. */
  record Exists(long count) implements Answer {}

  /** So many messages are gone from the mailbox. */
  record Removed(long count) implements Answer {}

  /** These extensions are enabled. */
  record Enabled(List<String> names) implements Answer {}

  /** Anything that changes no state, by its name. */
  record Data(String name) implements Answer {}
}
