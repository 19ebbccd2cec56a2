package org.angarium.mail.imap;

/**
 * Why something that follows the grammar cannot be done. Sessions answer NO, since BAD would say
 * that the command was not understood.
 *
 * @param code of RFC 5530 and its kin, for the response, with its arguments
 * @param text for the client: printable ASCII without any of the client's own bytes
 */
public record Undoable(String code, String text) {
  static Undoable cannot(String text) {
    return new Undoable("CANNOT", text);
  }

  static Undoable limit(String text) {
    return new Undoable("LIMIT", text);
  }
}
