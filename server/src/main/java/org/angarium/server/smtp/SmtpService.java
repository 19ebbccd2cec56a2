package org.angarium.server.smtp;

import java.io.IOException;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.delivery.Delivery;
import org.angarium.server.delivery.Resolver;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.server.event.EventSink;
import org.angarium.server.net.Connection;
import org.angarium.server.net.ConnectionHandler;
import org.jspecify.annotations.Nullable;

/** One SMTP or LMTP service, as configured; makes a session for each connection. Thread-safe. */
public final class SmtpService implements ConnectionHandler {
  /** What a peer over the connection limits is told, for {@code ListenerSettings}. */
  public static final String BUSY = "421 4.7.0 Too many connections, try again later";

  final SmtpSettings settings;
  final Resolver resolver;
  final Delivery delivery;
  final DirectoryReader directory;
  final @Nullable Authenticator authenticator;
  final EventSink events;

  /**
   * @param authenticator needed for submission; not asked by the other roles
   */
  public SmtpService(
      SmtpSettings settings,
      DirectoryReader directory,
      Resolver resolver,
      Delivery delivery,
      @Nullable Authenticator authenticator,
      EventSink events) {
    if (settings.role() == SmtpRole.SUBMISSION && authenticator == null) {
      throw new IllegalArgumentException("submission needs an authenticator");
    }
    this.settings = settings;
    this.directory = directory;
    this.resolver = resolver;
    this.delivery = delivery;
    this.authenticator = settings.role() == SmtpRole.SUBMISSION ? authenticator : null;
    this.events = events;
  }

  @Override
  public void serve(Connection connection) throws IOException, InterruptedException {
    new SmtpSession(this, connection).run();
  }
}
