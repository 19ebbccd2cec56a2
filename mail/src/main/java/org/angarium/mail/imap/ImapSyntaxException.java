package org.angarium.mail.imap;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A command cannot be understood. The message is English text for the client: printable ASCII
 * without any of the client's own bytes.
 */
public final class ImapSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of fault; sessions answer {@code BAD} to all but the last, and to that NO. */
  public enum Kind {
    /** Not the grammar. */
    SYNTAX,
    /** The command's name is not known. */
    UNKNOWN_COMMAND,
    /** Grammatical as far as it was read, and more of it than {@link ImapLimits} allow. */
    LIMIT
  }

  private final Kind kind;
  private final @Nullable String tag;

  ImapSyntaxException(Kind kind, String text) {
    this(kind, text, null);
  }

  private ImapSyntaxException(Kind kind, String text, @Nullable String tag) {
    // No stack trace: peers cause these at will, and the text says all.
    super(text, null, false, false);
    this.kind = kind;
    this.tag = tag;
  }

  ImapSyntaxException withTag(String readTag) {
    return new ImapSyntaxException(kind, text(), readTag);
  }

  public Kind kind() {
    return kind;
  }

  /** The command's tag, or null where none could be read: then the response is untagged. */
  public @Nullable String tag() {
    return tag;
  }

  /** The message; never null. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
