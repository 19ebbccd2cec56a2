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
   * Connects, greets, secures, logs in.
   *
   * @throws HostUnusableException when the host answers and won't
   * @throws IOException when it cannot be reached or breaks the connection
   */
  PeerSession connect(Endpoint endpoint, OutboundSettings settings) throws IOException {
    try {
      return connect(endpoint, settings, endpoint.tls());
    } catch (TlsFailure failure) {
      if (endpoint.tls().required()) {
        throw new HostUnusableException("TLS failed: " + failure.getMessage(), "4.7.5");
      }
      events.emit(
          new OutboundEvent.TlsFallback(
              endpoint.host(), endpoint.address().getHostAddress(), failure.getMessage()));
      return connect(endpoint, settings, TlsLevel.NONE);
    }
  }

  /** The handshake failed; what is left of the connection is of no use. */
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
    SmtpChannel channel = SmtpChannel.connect(endpoint.socketAddress(), timeouts.connect(), guard);
    boolean ready = false;
    try {
      SmtpReply greeting = channel.reply(timeouts.greeting());
      if (greeting.code() != 220) {
        throw unusable(greeting);
      }
      Capabilities capabilities = hello(channel, settings);
      capabilities = secure(channel, capabilities, endpoint, settings, tls);
      if (endpoint.credentials() != null) {
        logIn(channel, capabilities, endpoint.credentials(), endpoint.tls(), timeouts);
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
    channel.command(command, timeouts.command());
    channel.flush(timeouts.command());
    return channel.reply(timeouts.command());
  }

  private static Capabilities hello(SmtpChannel channel, OutboundSettings settings)
      throws IOException {
    SmtpReply ehlo = ask(channel, "EHLO " + settings.hostName(), settings.timeouts());
    if (ehlo.code() == 250) {
      return Capabilities.of(ehlo);
    }
    if (!ehlo.isPermanentFailure()) {
      throw unusable(ehlo);
    }
    SmtpReply helo = ask(channel, "HELO " + settings.hostName(), settings.timeouts());
    if (helo.code() != 250) {
      throw unusable(helo);
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
        throw new HostUnusableException("TLS is required and the host offers none", "4.7.4");
      }
      return capabilities;
    }
    SmtpReply go = ask(channel, "STARTTLS", settings.timeouts());
    if (go.code() != 220) {
      if (tls.required()) {
        throw new HostUnusableException("TLS is required: " + go, go.status("7.4"));
      }
      return capabilities;
    }
    boolean verify = tls == TlsLevel.VERIFIED;
    try {
      channel.startTls(
          verify ? verifying : anyCertificate,
          endpoint.serverName(),
          verify,
          settings.timeouts().handshake());
    } catch (IOException e) {
      throw new TlsFailure(e);
    }
    // RFC 3207 §4.2: what was said in clear is forgotten.
    return hello(channel, settings);
  }

  private static void logIn(
      SmtpChannel channel,
      Capabilities capabilities,
      RelayCredentials credentials,
      TlsLevel tls,
      SmtpTimeouts timeouts)
      throws IOException {
    if (channel.tlsVersion() == null && tls != TlsLevel.NONE) {
      throw new HostUnusableException(
          "the relay offers no TLS; credentials are not sent in clear", "4.7.11");
    }
    if (!capabilities.authPlain()) {
      throw new HostUnusableException("the relay offers no AUTH PLAIN", "4.7.4");
    }
    String response = "\0" + credentials.user() + "\0" + credentials.password();
    String encoded = Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
    SmtpReply reply = ask(channel, "AUTH PLAIN " + encoded, timeouts);
    if (reply.code() != 235) {
      // Our own settings are wrong: no reason to return mail to its senders.
      throw new HostUnusableException("the relay refused our log-in: " + reply, "4.7.8");
    }
  }

  private static HostUnusableException unusable(SmtpReply reply) {
    // A host that refuses to talk at all may be replaced by another, so this is never final.
    String status = reply.status("3.2");
    return new HostUnusableException(reply.toString(), "4" + status.substring(1));
  }
}
