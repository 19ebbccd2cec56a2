package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.List;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderFields;
import org.angarium.store.StoreException;
import org.angarium.store.blob.Blob;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message when it is judged.
 *
 * @param session for events; null for mail the server writes
 * @param trace the message's id
 * @param source on which way it came
 * @param client null for mail the server writes
 * @param greeting the name given in HELO or EHLO: any text
 * @param sender the reverse path; null for the null reverse path
 * @param recipients as the client wrote them
 * @param header as it came from the wire, before anything was taken off
 * @param contents as they are to be stored
 * @param bodyStart where the body begins in the contents
 * @param visit what was looked at before the message came; null if nothing was
 */
public record Facts(
    @Nullable String session,
    String trace,
    Source source,
    @Nullable InetAddress client,
    String greeting,
    @Nullable EmailAddress sender,
    List<EmailAddress> recipients,
    HeaderFields header,
    Blob contents,
    long bodyStart,
    @Nullable Visit visit) {
  private static final int CHUNK = 16_384;

  /** Contents that have not come yet. */
  private static final Blob NOTHING =
      new Blob() {
        @Override
        public long size() {
          return 0;
        }

        @Override
        public int read(long position, byte[] target, int offset, int length) {
          return -1;
        }
      };

  public Facts {
    recipients = List.copyOf(recipients);
  }

  /** As much as is known at MAIL. */
  public static Facts early(
      @Nullable String session,
      String trace,
      Source source,
      @Nullable InetAddress client,
      String greeting,
      @Nullable EmailAddress sender) {
    return new Facts(
        session,
        trace,
        source,
        client,
        greeting,
        sender,
        List.of(),
        HeaderFields.EMPTY,
        NOTHING,
        0,
        null);
  }

  /** The same for one recipient alone. */
  Facts to(EmailAddress recipient) {
    return new Facts(
        session,
        trace,
        source,
        client,
        greeting,
        sender,
        List.of(recipient),
        header,
        contents,
        bodyStart,
        visit);
  }

  /** On which way a message came. */
  public enum Source {
    /** From another server. */
    INBOUND,
    /** From a user who logged in. */
    SUBMITTED,
    /** By LMTP, from a server that took it for us: it knows the client, we do not. */
    HANDED_ON,
    /** Written by this server. */
    OWN
  }

  /** Takes the body in pieces. */
  @FunctionalInterface
  interface BodySink {
    void update(byte[] bytes, int offset, int length);
  }

  /** Reads the body once, from where it is staged. */
  void readBody(BodySink sink) throws StoreException {
    byte[] chunk = new byte[CHUNK];
    long position = bodyStart;
    int count;
    while ((count = contents.read(position, chunk, 0, chunk.length)) > 0) {
      if (BudgetedResolver.timeIsUp()) {
        throw new IllegalStateException("the time for this message is up");
      }
      sink.update(chunk, 0, count);
      position += count;
    }
  }

  /** The HELO name as a domain: lower case, A-labels; empty where it is none, such as a literal. */
  String heloDomain() {
    try {
      String domain = Domains.canonical(greeting);
      return domain.startsWith("[") ? "" : domain;
    } catch (AddressSyntaxException noDomain) {
      return "";
    }
  }

  /** The reverse path in canonical form; empty for the null one. */
  String senderAddress() {
    return sender == null ? "" : sender.canonical().toString();
  }
}
