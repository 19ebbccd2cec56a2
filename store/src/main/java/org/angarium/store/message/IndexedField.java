package org.angarium.store.message;

import org.angarium.mail.header.HeaderField;

/** The header fields whose text is kept beside the message. The codes are part of the format. */
public final class IndexedField {
  /** Stands alone where there was too much text: nothing is kept, read the message. */
  public static final int INCOMPLETE = 0;

  private static final String[] NAMES = {
    "", "Subject", "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Message-ID"
  };

  private static final int FIRST_ADDRESS = 2;
  private static final int LAST_ADDRESS = 7;

  private IndexedField() {}

  /** The code, or -1 for a field that is not kept. */
  public static int codeOf(HeaderField field) {
    for (int code = 1; code < NAMES.length; code++) {
      if (field.is(NAMES[code])) {
        return code;
      }
    }
    return -1;
  }

  /** Whether the field with this code is a list of addresses. */
  public static boolean isAddresses(int code) {
    return FIRST_ADDRESS <= code && code <= LAST_ADDRESS;
  }

  /** The code, or -1 for a field that is not kept. */
  public static int codeOf(String name) {
    for (int code = 1; code < NAMES.length; code++) {
      if (NAMES[code].equalsIgnoreCase(name)) {
        return code;
      }
    }
    return -1;
  }
}
