package org.angarium.server.imap;

import java.io.IOException;
import java.time.InstantSource;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.event.EventSink;
import org.angarium.server.net.Connection;
import org.angarium.server.net.ConnectionHandler;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.mailbox.Mailboxes;

/** Speaks IMAP on the connections of a listener. Shared by all of them; thread-safe. */
public final class ImapServer implements ConnectionHandler {
  private final Mailboxes mailboxes;
  private final BlobStore blobs;
  private final Authenticator authenticator;
  private final ImapSettings settings;
  private final InstantSource clock;
  private final EventSink events;

  public ImapServer(
      Mailboxes mailboxes,
      BlobStore blobs,
      Authenticator authenticator,
      ImapSettings settings,
      InstantSource clock,
      EventSink events) {
    this.mailboxes = mailboxes;
    this.blobs = blobs;
    this.authenticator = authenticator;
    this.settings = settings;
    this.clock = clock;
    this.events = events;
  }

  @Override
  public void serve(Connection connection) throws IOException, InterruptedException {
    new ImapSession(this, connection).run();
  }

  Mailboxes mailboxes() {
    return mailboxes;
  }

  BlobStore blobs() {
    return blobs;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  ImapSettings settings() {
    return settings;
  }

  InstantSource clock() {
    return clock;
  }

  EventSink events() {
    return events;
  }
}
