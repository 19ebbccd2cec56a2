package org.angarium.testkit.grammar.imap;

import org.angarium.testkit.grammar.Octets;

/** {@code envelope} (RFC 3501 §9, §7.4.2). */
final class Envelope {
  private static final String RULE = "envelope (RFC 3501 §9)";
  private static final String ADDRESS = "address (RFC 3501 §9)";
  private static final int ADDRESS_FIELDS = 6;

  private Envelope() {}

  static void read(Octets in) {
    in.expect('(', RULE);
    Terms.nstring(in); // date
    Terms.space(in);
    Terms.nstring(in); // subject
    for (int i = 0; i < ADDRESS_FIELDS; i++) {
      Terms.space(in);
      addresses(in);
    }
    Terms.space(in);
    Terms.nstring(in); // in-reply-to
    Terms.space(in);
    Terms.nstring(in); // message-id
    in.expect(')', RULE);
  }

  private static void addresses(Octets in) {
    if (Terms.nil(in)) {
      return;
    }
    in.expect('(', RULE);
    boolean inGroup = false;
    do {
      inGroup = address(in, inGroup);
    } while (!in.ahead(')'));
    if (inGroup) {
      throw in.fault(ADDRESS + ": a group ends");
    }
    in.next();
  }

  /** Returns whether a group is open after it. */
  private static boolean address(Octets in, boolean inGroup) {
    int start = in.position();
    in.expect('(', ADDRESS);
    boolean name = Terms.nstring(in);
    Terms.space(in);
    boolean route = Terms.nstring(in);
    Terms.space(in);
    boolean mailbox = Terms.nstring(in);
    Terms.space(in);
    boolean host = Terms.nstring(in);
    in.expect(')', ADDRESS);
    if (host) {
      if (!mailbox) {
        in.back(start);
        throw in.fault(ADDRESS + ": a host has a mailbox");
      }
      return inGroup;
    }
    // RFC 3501 §7.4.2: without a host it begins a group, without a mailbox too it ends one.
    if (name || route || inGroup == mailbox) {
      in.back(start);
      throw in.fault(ADDRESS + ": groups begin and end in turn");
    }
    return mailbox;
  }
}
