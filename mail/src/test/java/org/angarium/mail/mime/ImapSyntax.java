package org.angarium.mail.mime;

/**
 * Reads IMAP's parenthesised data just enough to say whether it is well-formed and safe to send.
 */
final class ImapSyntax {
  private final byte[] bytes;
  private int position;

  private ImapSyntax(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether the bytes are one parenthesised list of strings, literals, numbers, NIL and lists (RFC
   * 9051 §9).
   */
  static boolean isOneParenthesised(byte[] bytes) {
    ImapSyntax syntax = new ImapSyntax(bytes);
    try {
      return syntax.list(0) && syntax.position == bytes.length;
    } catch (ArrayIndexOutOfBoundsException tooShort) {
      return false;
    }
  }

  private boolean list(int depth) {
    if (bytes[position++] != '(' || depth > 1000) {
      return false;
    }
    while (bytes[position] != ')') {
      switch (bytes[position]) {
        case '(' -> {
          if (!list(depth + 1)) {
            return false;
          }
        }
        case '"' -> {
          if (!quoted()) {
            return false;
          }
        }
        case '{' -> literal();
        default -> {
          if (!atom()) {
            return false;
          }
        }
      }
      if (bytes[position] == ' ') {
        position++;
      } else if (bytes[position] != ')' && bytes[position] != '(') {
        return false;
      }
    }
    position++;
    return true;
  }

  private boolean quoted() {
    position++;
    while (bytes[position] != '"') {
      if (bytes[position] == '\\') {
        position++;
      }
      if (bytes[position] <= 0 || bytes[position] == '\r' || bytes[position] == '\n') {
        return false;
      }
      position++;
    }
    position++;
    return true;
  }

  private void literal() {
    int length = 0;
    position++;
    while (bytes[position] != '}') {
      length = length * 10 + bytes[position++] - '0';
    }
    position += 3;
    for (int i = 0; i < length; i++) {
      if (bytes[position++] == 0) {
        throw new ArrayIndexOutOfBoundsException("NUL in a literal");
      }
    }
  }

  private boolean atom() {
    int start = position;
    while (bytes[position] >= '0' && bytes[position] <= '9') {
      position++;
    }
    if (position > start) {
      return true;
    }
    boolean nil =
        bytes[position] == 'N' && bytes[position + 1] == 'I' && bytes[position + 2] == 'L';
    position += 3;
    return nil;
  }
}
