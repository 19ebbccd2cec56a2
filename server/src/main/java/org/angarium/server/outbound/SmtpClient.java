package org.angarium.server.outbound;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.OutboundEvent;

/** Opens connections to mail hosts and brings them to the point where mail can be sent. */
final class SmtpClient {
  private final SSLContext anyCertificate;
  private final SSLContext verifying;
  private final StallGuard guard;
  private final EventSink events;
  private final TlsFailures tlsFailures = new TlsFailures(System::nanoTime);

  /**
   * @param verifying checks certificates where the policy asks for it
   */
  SmtpClient(SSLContext verifying, StallGuard guard, EventSink events) {
    this.verifying = verifying;
    this.anyCertificate = trustingAny();
    this.guard = guard;
    this.events = events;
  }

  /** Opportunistic TLS hides mail from listeners only; any certificate does (RFC 7435 §3). */
  private static SSLContext trustingAny() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no TLS in this Java", e);
    }
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /**
   * Connects, greets, secures, logs in. Where TLS is not required and does not work, the host is
   * tried once more in clear, over a new connection (RFC 7435 §3).
   *
   * @throws HostUnusableException when the host answers and won't
   * @throws NoConnectionException when it cannot be reached
   * @throws IOException when it breaks the connection
   */
  PeerSession connect(Endpoint endpoint, OutboundSettings settings) throws IOException {
    if (endpoint.tls() == TlsLevel.OPPORTUNISTIC
        && tlsFailures.isRecent(endpoint.socketAddress())) {
      return connect(endpoint, settings, TlsLevel.NONE);
    }
    try {
      return connect(endpoint, settings, endpoint.tls());
    } catch (TlsFailure failure) {
      if (endpoint.tls().required()) {
        throw new HostUnusableException(
            new Cause.Found("TLS failed: " + failure.getMessage(), endpoint.host()), "4.7.5");
      }
      events.emit(
          new OutboundEvent.TlsFallback(
              endpoint.host(), endpoint.address().getHostAddress(), failure.getMessage()));
      PeerSession inClear = connect(endpoint, settings, TlsLevel.NONE);
      tlsFailures.remember(endpoint.socketAddress());
      return inClear;
    }
  }

  /** TLS did not come about; what is left of the connection is of no use. */
  private static final class TlsFailure extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    TlsFailure(IOException cause) {
      super(cause.getMessage() == null ? "handshake failed" : cause.getMessage(), cause);
    }

    @Override
    public String getMessage() {
      String message = super.getMessage();
      return message == null ? "handshake failed" : message;
    }
  }

  private PeerSession connect(Endpoint endpoint, OutboundSettings settings, TlsLevel tls)
      throws IOException {
    SmtpTimeouts timeouts = settings.timeouts();
    SmtpChannel channel;
    try {
      channel = SmtpChannel.connect(endpoint.socketAddress(), timeouts.connect(), guard);
    } catch (IOException none) {
      throw new NoConnectionException(none);
    }
    boolean ready = false;
    try {
      SmtpReply greeting = channel.reply(timeouts.greeting());
      if (greeting.code() != 220) {
        throw unusable(endpoint, greeting);
      }
      Capabilities capabilities = hello(channel, endpoint, settings);
      capabilities = secure(channel, capabilities, endpoint, settings, tls);
      if (endpoint.credentials() != null) {
        logIn(channel, capabilities, endpoint, endpoint.credentials(), timeouts);
      }
      ready = true;
      return new PeerSession(endpoint, channel, capabilities, timeouts);
    } finally {
      if (!ready) {
        channel.close();
      }
    }
  }

  private static SmtpReply ask(SmtpChannel channel, String command, SmtpTimeouts timeouts)
      throws IOException {
    channel.awaitNothing();
    channel.command(command, timeouts.command());
    channel.flush(timeouts.command());
    return channel.reply(timeouts.command());
  }

  private static Capabilities hello(
      SmtpChannel channel, Endpoint endpoint, OutboundSettings settings) throws IOException {
    SmtpReply ehlo = ask(channel, "EHLO " + settings.hostName(), settings.timeouts());
    if (ehlo.code() == 250) {
      return Capabilities.of(ehlo);
    }
    if (!ehlo.isPermanentFailure()) {
      throw unusable(endpoint, ehlo);
    }
    SmtpReply helo = ask(channel, "HELO " + settings.hostName(), settings.timeouts());
    if (helo.code() != 250) {
      throw unusable(endpoint, helo);
    }
    return Capabilities.NONE;
  }

  private Capabilities secure(
      SmtpChannel channel,
      Capabilities capabilities,
      Endpoint endpoint,
      OutboundSettings settings,
      TlsLevel tls)
      throws IOException {
    if (tls == TlsLevel.NONE) {
      return capabilities;
    }
    if (!capabilities.startTls()) {
      if (tls.required()) {
        throw found(endpoint, "TLS is required and the host offers none", "4.7.4");
      }
      return capabilities;
    }
    try {
      SmtpReply go = ask(channel, "STARTTLS", settings.timeouts());
      if (go.code() == 220) {
        return encrypted(channel, endpoint, settings, tls == TlsLevel.VERIFIED);
      }
      boolean refused = go.isPermanentFailure() || go.isTransientFailure();
      if (!refused || go.code() == 421) {
        throw new UnexpectedReplyException("STARTTLS", go);
      }
      if (tls.required()) {
        throw new HostUnusableException(new Cause.Said(endpoint.host(), go), "4.7.4");
      }
      return capabilities;
    } catch (HostUnusableException answered) {
      throw answered;
    } catch (IOException e) {
      throw new TlsFailure(e);
    }
  }

  private Capabilities encrypted(
      SmtpChannel channel, Endpoint endpoint, OutboundSettings settings, boolean verify)
      throws IOException {
    channel.startTls(
        verify ? verifying : anyCertificate,
        endpoint.serverName(),
        verify,
        settings.timeouts().handshake());
    // RFC 3207 §4.2: what was said in clear is forgotten. And only the answer shows that the host
    // is content with the handshake: with TLS 1.3 it may refuse ours after we ended it (RFC 8446
    // §4.4.2.4), a certificate that it misses for one.
    return hello(channel, endpoint, settings);
  }

  private static void logIn(
      SmtpChannel channel,
      Capabilities capabilities,
      Endpoint endpoint,
      RelayCredentials credentials,
      SmtpTimeouts timeouts)
      throws IOException {
    if (channel.tlsVersion() == null && endpoint.tls() != TlsLevel.NONE) {
      throw found(endpoint, "the relay offers no TLS; credentials are not sent in clear", "4.7.11");
    }
    if (!capabilities.authPlain()) {
      throw found(endpoint, "the relay offers no AUTH PLAIN", "4.7.4");
    }
    String response = "\0" + credentials.user() + "\0" + credentials.password();
    String encoded = Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
    SmtpReply reply = ask(channel, "AUTH PLAIN " + encoded, timeouts);
    if (reply.code() != 235) {
      // Our own settings are wrong: no reason to return mail to its senders.
      throw new HostUnusableException(new Cause.Said(endpoint.host(), reply), "4.7.8");
    }
  }

  private static HostUnusableException unusable(Endpoint endpoint, SmtpReply reply) {
    // A host that refuses to talk at all may be replaced by another, so this is never final.
    String status = reply.status("3.2");
    return new HostUnusableException(
        new Cause.Said(endpoint.host(), reply), "4" + status.substring(1));
  }

  private static HostUnusableException found(Endpoint endpoint, String text, String status) {
    return new HostUnusableException(new Cause.Found(text, endpoint.host()), status);
  }
}
