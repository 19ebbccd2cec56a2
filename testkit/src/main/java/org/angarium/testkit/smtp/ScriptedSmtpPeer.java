package org.angarium.testkit.smtp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A peer on a loopback port. By default it takes everything and announces PIPELINING, 8BITMIME,
 * SIZE, SMTPUTF8, DSN and ENHANCEDSTATUSCODES; a script changes any answer. Thread-safe.
 */
public final class ScriptedSmtpPeer implements AutoCloseable {
  private static final int CLIENT_SILENCE = 120_000;

  private final ServerSocket listener;
  private final @Nullable SSLContext tls;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private volatile boolean demandsCertificate;
  private volatile SmtpScript script = (connection, command) -> null;
  private volatile List<String> extensions =
      List.of("PIPELINING", "8BITMIME", "SIZE 10000000", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES");

  private ScriptedSmtpPeer(ServerSocket listener, @Nullable SSLContext tls) {
    this.listener = listener;
    this.tls = tls;
  }

  /** Starts on a free port of 127.0.0.1, in clear. */
  public static ScriptedSmtpPeer start() throws IOException {
    return start(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0, null);
  }

  /**
   * Starts a peer.
   *
   * @param address any of 127.0.0.0/8: several peers may share a port that way
   * @param port 0 for a free one
   * @param tls offers STARTTLS with it, if it is given
   */
  public static ScriptedSmtpPeer start(InetAddress address, int port, @Nullable SSLContext tls)
      throws IOException {
    ScriptedSmtpPeer peer = new ScriptedSmtpPeer(new ServerSocket(port, 200, address), tls);
    Thread.ofVirtual().name("smtp-peer").start(peer::accept);
    return peer;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public InetAddress address() {
    return listener.getInetAddress();
  }

  /** Answers by {@code other} from now on. */
  public ScriptedSmtpPeer script(SmtpScript other) {
    script = other;
    return this;
  }

  /** Announces these extensions, and STARTTLS if it has a certificate. */
  public ScriptedSmtpPeer extensions(String... keywords) {
    extensions = List.of(keywords);
    return this;
  }

  /** Ends every handshake in which the client shows no certificate. */
  public ScriptedSmtpPeer demandClientCertificate() {
    demandsCertificate = true;
    return this;
  }

  public List<ReceivedMail> received() {
    return List.copyOf(received);
  }

  /** All command lines of all connections in the order of their arrival. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** Connections so far. */
  public int connections() {
    return connections.get();
  }

  /** The most connections that were open at the same time. */
  public int peakConnections() {
    return peak.get();
  }

  /** Connections that are open now. */
  public int currentConnections() {
    return current.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        peak.accumulateAndGet(current.incrementAndGet(), Math::max);
        Thread.ofVirtual().start(() -> serve(socket, number));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (Socket closing = socket) {
      closing.setSoTimeout(CLIENT_SILENCE);
      new Session(socket, number).run();
    } catch (IOException e) {
      // The client went away, which is its right.
    } finally {
      open.remove(socket);
      current.decrementAndGet();
    }
  }

  private final class Session {
    private final int number;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean secured;
    private @Nullable String mailFrom;
    private final List<String> recipients = new ArrayList<>();

    Session(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.number = number;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    void run() throws IOException {
      if (!answer("CONNECT", "220 peer.test ESMTP")) {
        return;
      }
      for (String line = line(); line != null; line = line()) {
        commands.add(line);
        String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        if (!perform(verb, line)) {
          return;
        }
      }
    }

    private boolean perform(String verb, String line) throws IOException {
      return switch (verb) {
        case "EHLO" -> answer(line, greeting());
        case "MAIL" -> mail(line);
        case "RCPT" -> rcpt(line);
        case "DATA" ->
            answer(line, recipients.isEmpty() ? "503 5.5.1 no recipients" : "354 go on")
                && (!accepted || data());
        case "STARTTLS" -> startTls(line);
        case "AUTH" -> answer(line, "235 2.7.0 welcome");
        case "RSET" -> {
          mailFrom = null;
          recipients.clear();
          yield answer(line, "250 2.0.0 ok");
        }
        case "QUIT" -> {
          answer(line, "221 2.0.0 bye");
          yield false;
        }
        default -> answer(line, "250 2.0.0 ok");
      };
    }

    private boolean mail(String line) throws IOException {
      boolean goesOn = answer(line, "250 2.1.0 sender ok");
      mailFrom = accepted ? line.substring("MAIL FROM:".length()) : null;
      recipients.clear();
      return goesOn;
    }

    private boolean rcpt(String line) throws IOException {
      boolean goesOn =
          answer(line, mailFrom == null ? "503 5.5.1 no sender" : "250 2.1.5 recipient ok");
      if (goesOn && accepted) {
        recipients.add(line.substring("RCPT TO:".length()));
      }
      return goesOn;
    }

    private boolean startTls(String line) throws IOException {
      if (!answer(line, tls == null ? "502 5.5.1 no" : "220 2.0.0 go on")) {
        return false;
      }
      if (accepted && tls != null) {
        secure(tls);
      }
      return true;
    }

    private String greeting() {
      StringBuilder text = new StringBuilder("250-peer.test");
      for (String extension : extensions) {
        text.append("\r\n250-").append(extension);
      }
      if (tls != null && !secured) {
        text.append("\r\n250-STARTTLS");
      }
      return text.append("\r\n250 HELP").toString();
    }

    private boolean data() throws IOException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      while (true) {
        byte[] line = rawLine();
        if (line == null) {
          return false;
        }
        if (line.length == 1 && line[0] == '.') {
          break;
        }
        int from = line.length > 0 && line[0] == '.' ? 1 : 0;
        content.write(line, from, line.length - from);
        content.write('\r');
        content.write('\n');
      }
      ReceivedMail mail =
          new ReceivedMail(
              mailFrom == null ? "" : mailFrom,
              List.copyOf(recipients),
              content.toByteArray(),
              number,
              secured);
      mailFrom = null;
      String scripted = script.answer(number, ".");
      boolean taken = scripted == null || scripted.startsWith("2");
      if (taken && !recipients.isEmpty()) {
        received.add(mail);
      }
      recipients.clear();
      return say(scripted == null ? "250 2.0.0 taken" : scripted);
    }

    private void secure(SSLContext context) throws IOException {
      SSLSocket layered =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(
                      socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
      layered.setUseClientMode(false);
      layered.setNeedClientAuth(demandsCertificate);
      layered.startHandshake();
      socket = layered;
      in = new BufferedInputStream(layered.getInputStream());
      out = layered.getOutputStream();
      secured = true;
      mailFrom = null;
    }

    /** Whether the last answer was a 2xx or 3xx. */
    private boolean accepted;

    private boolean answer(String command, String usual) throws IOException {
      String scripted = script.answer(number, command);
      return say(scripted == null ? usual : scripted);
    }

    private boolean say(String answer) throws IOException {
      if (answer.equals(SmtpScript.HANG_UP)) {
        return false;
      }
      if (answer.equals(SmtpScript.STALL)) {
        while (in.read() >= 0) {
          // Says nothing until the client gives up.
        }
        return false;
      }
      accepted = answer.startsWith("2") || answer.startsWith("3");
      out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return true;
    }

    private @Nullable String line() throws IOException {
      byte[] line = rawLine();
      return line == null ? null : new String(line, StandardCharsets.UTF_8);
    }

    private byte @Nullable [] rawLine() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          byte[] bytes = line.toByteArray();
          int length = bytes.length;
          return java.util.Arrays.copyOf(
              bytes, length > 0 && bytes[length - 1] == '\r' ? length - 1 : length);
        }
        line.write(b);
      }
      return null;
    }
  }

  /** Ends all connections and takes no more. */
  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
