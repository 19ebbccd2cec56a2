package org.angarium.testkit.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket whose conversation is overheard, in clear and under TLS. Its streams throw a
 * {@link GrammarFault} at the first octet that the server should not have sent.
 */
public final class OverheardSocket extends Socket {
  private final Conversation conversation;

  /** Both ends of the socket below, while and after TLS is layered over it. */
  private boolean raw;

  private @Nullable SSLSocket secure;

  /** Not connected. */
  public OverheardSocket(Conversation conversation) {
    this.conversation = conversation;
  }

  /** Connects. */
  public OverheardSocket(Conversation conversation, InetAddress address, int port)
      throws IOException {
    this.conversation = conversation;
    connect(new InetSocketAddress(address, port));
  }

  /** Shakes hands; what is said from now on is said under TLS. */
  public void secure(SSLContext tls, String host) throws IOException {
    raw = true;
    try {
      SSLSocket layered =
          (SSLSocket) tls.getSocketFactory().createSocket(this, host, getPort(), true);
      layered.startHandshake();
      secure = layered;
      conversation.secured();
    } finally {
      raw = false;
    }
  }

  /** The layer of TLS, once it is there. */
  public @Nullable SSLSocket tls() {
    return secure;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    if (raw) {
      return super.getInputStream();
    }
    return conversation.overhear(secure == null ? super.getInputStream() : secure.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    if (raw) {
      return super.getOutputStream();
    }
    return conversation.overhear(
        secure == null ? super.getOutputStream() : secure.getOutputStream());
  }
}
