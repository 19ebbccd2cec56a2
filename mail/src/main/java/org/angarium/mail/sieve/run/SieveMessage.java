package org.angarium.mail.sieve.run;

import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeNode;

/** The message that a script looks at, parsed already. Read only by the thread that runs it. */
public interface SieveMessage {
  /** The header of the message. */
  HeaderFields header();

  /** Octets of the whole message. */
  long size();

  /** The message as a part. */
  MimeNode root();

  /** The octets of the message; asked only by tests of the body. */
  MessageSource source();

  /** A parsed message. */
  static SieveMessage of(MessageStructure structure, MessageSource source) {
    return new ParsedMessage(structure.header(), structure.size(), structure.root(), source);
  }

  /** A message whose pieces lie ready. */
  record ParsedMessage(HeaderFields header, long size, MimeNode root, MessageSource source)
      implements SieveMessage {}
}
