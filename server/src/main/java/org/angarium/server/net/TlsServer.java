package org.angarium.server.net;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS on sockets in the server's role. The context is asked for anew at each handshake, so a
 * certificate can be exchanged while the server runs.
 */
final class TlsServer {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final @Nullable Supplier<SSLContext> context;

  TlsServer(@Nullable Supplier<SSLContext> context) {
    this.context = context;
  }

  boolean available() {
    return context != null;
  }

  SSLSocket layer(Socket socket, List<String> applicationProtocols) throws IOException {
    if (context == null) {
      throw new IllegalStateException("no TLS context");
    }
    SSLSocket layered =
        (SSLSocket)
            context
                .get()
                .getSocketFactory()
                .createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    layered.setUseClientMode(false);
    SSLParameters parameters = layered.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setUseCipherSuitesOrder(true);
    if (!applicationProtocols.isEmpty()) {
      parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
    }
    layered.setSSLParameters(parameters);
    return layered;
  }

  static TlsFacts facts(SSLSocket layered) {
    SSLSession session = layered.getSession();
    return new TlsFacts(
        session.getProtocol(), session.getCipherSuite(), serverName(session), subject(session));
  }

  private static @Nullable String serverName(SSLSession session) {
    if (session instanceof ExtendedSSLSession extended) {
      for (SNIServerName name : extended.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return null;
  }

  private static @Nullable String subject(SSLSession session) {
    try {
      return session.getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException noCertificate) {
      return null;
    }
  }
}
