package org.angarium.testkit.conversation;

import java.io.ByteArrayOutputStream;
import org.angarium.testkit.grammar.Conversation;
import org.angarium.testkit.grammar.Octets;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in clear with a server of either protocol, which shows by the first octet of its
 * greeting: IMAP begins with an asterisk, SMTP and LMTP with a digit.
 */
public final class MailConversation extends Conversation {
  private final ByteArrayOutputStream early = new ByteArrayOutputStream();
  private @Nullable Conversation known;

  @Override
  public Runnable read(Octets answer) {
    Conversation protocol = known;
    if (protocol == null) {
      protocol = answer.ahead('*') ? new ImapConversation() : new SmtpConversation();
      protocol.follow(early.toByteArray(), 0, early.size());
      known = protocol;
    }
    return protocol.read(answer);
  }

  @Override
  public void follow(byte[] bytes, int offset, int count) {
    if (known == null) {
      early.write(bytes, offset, count);
    } else {
      known.follow(bytes, offset, count);
    }
  }
}
