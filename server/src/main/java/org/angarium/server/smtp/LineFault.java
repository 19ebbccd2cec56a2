package org.angarium.server.smtp;

/** What makes a message's lines unfit: each would let another server see the lines differently. */
enum LineFault {
  BARE_CR("Bare CR in message"),
  BARE_LF("Bare LF in message"),
  NUL("NUL in message");

  private final String text;

  LineFault(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
