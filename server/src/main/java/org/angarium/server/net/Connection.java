package org.angarium.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection: buffered bytes in and out under a deadline. Used by one virtual thread
 * for reading; writing may be handed to another thread only by agreement between the two. Buffers
 * grow as needed and are given back while nothing is in them, so an idle connection costs little.
 *
 * <p>What arrives can be taken in lines ({@link #readLine}), in pieces ({@link #read}), or looked
 * at in place: {@link #fill} makes bytes available, {@link #array}, {@link #position} and {@link
 * #unread} show them, {@link #skip} takes them. The last way spares a copy and is how message data
 * is read.
 */
public final class Connection implements AutoCloseable {
  /** Reads of at least this many bytes go past the buffer. */
  private static final int DIRECT = 16 << 10;

  private static final Duration FAREWELL = Duration.ofSeconds(2);

  /** How long a session that was dismissed may take to finish the command at hand. */
  private static final Duration DISMISSAL_LIMIT = Duration.ofSeconds(5);

  private static final int DRAINED_AT_END = 256 << 10;

  private final Socket socket;
  private final String sessionId;
  private final ListenerSettings settings;
  private final TlsServer tlsServer;
  private final EventSink events;
  private final boolean loopback;

  private InputStream in;
  private OutputStream out;
  private @Nullable SSLSocket secured;
  private @Nullable TlsFacts tls;

  private final ReceiveBuffer incoming = new ReceiveBuffer();
  private final SendBuffer outgoing = new SendBuffer();
  private long received;
  private long sent;

  private long limitNanos;
  private @Nullable Pace pace;

  private final PeerGuard watch;
  private volatile boolean resting;
  private volatile boolean stopping;
  private volatile @Nullable String dismissal;
  private final AtomicBoolean closed = new AtomicBoolean();

  Connection(
      Socket socket,
      String sessionId,
      ListenerSettings settings,
      TlsServer tlsServer,
      EventSink events)
      throws IOException {
    this.socket = socket;
    this.watch = new PeerGuard(socket);
    this.sessionId = sessionId;
    this.settings = settings;
    this.tlsServer = tlsServer;
    this.events = events;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.loopback =
        socket.getInetAddress().isLoopbackAddress() && socket.getLocalAddress().isLoopbackAddress();
    deadline(settings.waitLimit());
  }

  /** Short, unique within the node's life, fit for logs: {@code c3f9a1}. */
  public String sessionId() {
    return sessionId;
  }

  public InetAddress remoteAddress() {
    return socket.getInetAddress();
  }

  public int remotePort() {
    return socket.getPort();
  }

  public InetAddress localAddress() {
    return socket.getLocalAddress();
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  /** Both ends are on the loopback interface. */
  public boolean loopback() {
    return loopback;
  }

  /** What TLS agreed on, or null on a clear connection. */
  public @Nullable TlsFacts tls() {
    return tls;
  }

  /**
   * Whether {@link #startTls} may be called: a certificate is there and the connection is clear.
   */
  public boolean canStartTls() {
    return tls == null && settings.protection() == Protection.STARTTLS && tlsServer.available();
  }

  /** The listener is closing: say goodbye as soon as the command at hand is done. */
  public boolean stopping() {
    return stopping;
  }

  /**
   * From any thread: the session shall end, though its peer did nothing wrong. What it waits for
   * from the peer ends now, and {@link #dismissed} tells it why, so that it can say so; a command
   * that runs on regardless loses the connection after some seconds. What was read and not taken
   * yet stays to be read: sessions ask before each command.
   *
   * @param reason a sentence for the peer, without full stop
   */
  public void dismiss(String reason) {
    dismissal = reason;
    watch.leaves(System.nanoTime() + DISMISSAL_LIMIT.toNanos());
    watch.endInput();
  }

  /** Why the session shall end, or null. */
  public @Nullable String dismissed() {
    return dismissal;
  }

  /**
   * Every wait for bytes from or to the peer that begins after this call ends within {@code limit}
   * (and the period of the listener's guard), else SocketTimeoutException; nothing can be read
   * after it. {@link #readLine} counts the whole line as one wait.
   */
  public void deadline(Duration limit) {
    limitNanos = Math.max(1, limit.toNanos());
  }

  /**
   * From now until {@link #endRate}, what is received must amount to {@code bytesPerSecond} on the
   * average after a {@code grace}, else a read ends with SocketTimeoutException: also one that
   * still waits, so a peer that is silent is treated as one that drips. For message data and
   * literals, which are bounded in size and not in time.
   */
  public void demandRate(long bytesPerSecond, Duration grace) {
    pace = new Pace(bytesPerSecond, grace, received, System.nanoTime());
  }

  public void endRate() {
    pace = null;
  }

  /**
   * The next line without its CRLF; null at the end of the stream before any byte. A CR or LF that
   * stands alone, and NUL, make a MalformedLineException when {@code strict}; otherwise LF alone
   * ends a line too.
   *
   * @throws LineTooLongException when {@code maxOctets} (without CRLF) came without a line end; the
   *     rest of the line is read and dropped up to a bound of the connection's
   * @throws EndlessLineException when that bound was passed
   * @throws EOFException when the stream ends within a line
   */
  public byte @Nullable [] readLine(int maxOctets, boolean strict) throws IOException {
    long deadline = 0;
    long dropped = 0;
    LineEnds ends = null;
    int scanned = 0;
    while (true) {
      int length = incoming.beforeLineFeed(scanned);
      if (length >= 0) {
        byte[] line = incoming.takeLine(length, strict && dropped == 0);
        if (ends == null && line.length <= maxOctets) {
          return line;
        }
        throw new LineTooLongException(maxOctets, withLast(ends, line));
      }
      if (incoming.unread() > maxOctets + 1L) {
        ends = ends == null ? new LineEnds() : ends;
        ends.add(incoming.array(), incoming.position(), incoming.unread());
        dropped += incoming.unread();
        incoming.skip(incoming.unread());
        if (dropped > settings.longestLine()) {
          throw new EndlessLineException(dropped);
        }
      }
      boolean atStart = dropped == 0 && incoming.unread() == 0;
      if (deadline == 0) {
        deadline = System.nanoTime() + limitNanos;
      }
      scanned = incoming.unread();
      if (!(atStart ? rest(deadline) : receive(deadline))) {
        if (atStart) {
          return null;
        }
        throw new EOFException("the peer closed within a line");
      }
    }
  }

  private static LineEnds withLast(@Nullable LineEnds dropped, byte[] last) {
    LineEnds ends = dropped == null ? new LineEnds() : dropped;
    ends.add(last, 0, last.length);
    return ends;
  }

  /** Gives the read buffer back if all in it was taken: before a wait for something else. */
  public void giveBack() {
    if (incoming.unread() == 0) {
      incoming.rest();
    }
  }

  /** Waits for a new command with as little memory as may be; false at the end of the stream. */
  private boolean rest(long deadline) throws IOException {
    incoming.rest();
    outgoing.rest();
    resting = true;
    try {
      return !stopping && receive(deadline);
    } finally {
      resting = false;
    }
  }

  /** What is at hand, at least one byte, or -1 at the end. */
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (incoming.unread() == 0) {
      if (length >= DIRECT) {
        return receiveInto(target, offset, length, System.nanoTime() + limitNanos);
      }
      if (!receive(System.nanoTime() + limitNanos)) {
        return -1;
      }
    }
    return incoming.take(target, offset, length);
  }

  public void readFully(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = read(target, offset + done, length - done);
      if (count < 0) {
        throw new EOFException("the peer closed before all was sent");
      }
      done += count;
    }
  }

  /**
   * Waits for more bytes and puts them after those that were not taken yet; false at the end of the
   * stream. The array may be another one afterwards.
   */
  public boolean fill() throws IOException {
    return receive(System.nanoTime() + limitNanos);
  }

  /** Where the unread bytes are, from {@link #position} on; {@link #unread} of them. */
  public byte[] array() {
    return incoming.array();
  }

  public int position() {
    return incoming.position();
  }

  /** How many bytes of {@link #array} are there and not taken. */
  public int unread() {
    return incoming.unread();
  }

  /** Takes {@code count} of the unread bytes. */
  public void skip(int count) {
    incoming.skip(count);
  }

  /**
   * Bytes that have been received and not been read: replies need not be flushed while there are
   * some.
   */
  public int buffered() throws IOException {
    int here = incoming.unread();
    return here > 0 || secured == null ? here : in.available();
  }

  /**
   * Whether the peer sends something within {@code wait}, which is a sign of a robot when it is not
   * its turn. Nothing is taken.
   */
  public boolean speaksWithin(Duration wait) throws IOException {
    if (incoming.unread() > 0 || in.available() > 0) {
      return true;
    }
    if (wait.isZero()) {
      return false;
    }
    // The guard would end the connection, and a peer that keeps silent here does right.
    socket.setSoTimeout(Math.toIntExact(Math.max(1, wait.toMillis())));
    try {
      return receive(System.nanoTime() + wait.plus(FAREWELL).toNanos());
    } catch (SocketTimeoutException quiet) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  private boolean receive(long deadline) throws IOException {
    int room = incoming.makeRoom();
    int count = receiveInto(incoming.array(), incoming.end(), room, deadline);
    if (count < 0) {
      return false;
    }
    incoming.arrived(count);
    return true;
  }

  private int receiveInto(byte[] target, int offset, int length, long deadline) throws IOException {
    if (deadline - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("the peer was too slow");
    }
    watch.reads(untilPaced(deadline));
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // The input was shut down under a TLS session by the listener or the guard: no failure.
      if (!watch.starved() && !stopping && dismissal == null) {
        throw e;
      }
      count = -1;
    } finally {
      watch.hasRead();
    }
    if (count < 0 && watch.starved()) {
      throw new SocketTimeoutException("the peer was too slow");
    }
    if (count > 0) {
      received += count;
    }
    return count;
  }

  /**
   * The deadline, or when the demanded rate is missed, if that comes first. What has arrived while
   * nobody read is not the peer's delay.
   */
  private long untilPaced(long deadline) throws IOException {
    Pace demanded = pace;
    if (demanded == null) {
      return deadline;
    }
    long due = demanded.due(received);
    if (due - System.nanoTime() <= 0 && in.available() == 0) {
      throw new SocketTimeoutException("the peer sends below the minimal rate");
    }
    return due - deadline < 0 ? due : deadline;
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!outgoing.fits(length)) {
      flush();
      if (!outgoing.fits(length)) {
        send(bytes, offset, length);
        return;
      }
    }
    outgoing.add(bytes, offset, length);
  }

  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  public void flush() throws IOException {
    int length = outgoing.length();
    if (length > 0) {
      outgoing.clear();
      send(outgoing.array(), 0, length);
    }
  }

  /**
   * Sends at once, past the buffer of {@link #write}, which must be empty, under a limit of its
   * own. Unlike the other calls this one may come from a second thread while the first waits in
   * {@link #readLine}: so a session tells news to a client that idles.
   */
  public void sendNow(byte[] bytes, int offset, int length, Duration limit) throws IOException {
    send(bytes, offset, length, limit.toNanos());
  }

  private void send(byte[] bytes, int offset, int length) throws IOException {
    send(bytes, offset, length, limitNanos);
  }

  private void send(byte[] bytes, int offset, int length, long nanos) throws IOException {
    watch.sends(nanos);
    try {
      out.write(bytes, offset, length);
      sent += length;
    } catch (IOException e) {
      throw watch.stalled() ? new SocketTimeoutException("the peer does not take what is sent") : e;
    } finally {
      watch.hasSent();
    }
  }

  /** Drops what was received in clear and not read, then shakes hands as the server. */
  public void startTls() throws IOException {
    if (!canStartTls()) {
      throw new IllegalStateException("TLS cannot be started here");
    }
    flush();
    secure();
  }

  /** Shakes hands; for listeners whose TLS comes first as well. */
  void secure() throws IOException {
    // RFC 3207 §4.2: nothing that came before the handshake may count after it.
    incoming.drop();
    watch.sends(settings.handshakeLimit().toNanos());
    try {
      SSLSocket layered = tlsServer.layer(socket, settings.applicationProtocols());
      layered.startHandshake();
      TlsFacts facts = TlsServer.facts(layered);
      events.emit(
          new ConnectionEvent.Secured(
              sessionId, facts.protocol(), facts.cipherSuite(), facts.serverName()));
      tls = facts;
      secured = layered;
      in = layered.getInputStream();
      out = layered.getOutputStream();
    } catch (IOException e) {
      abort();
      throw new HandshakeException(
          watch.stalled() ? "not finished in time" : String.valueOf(e.getMessage()), e);
    } finally {
      watch.hasSent();
    }
  }

  /** Bytes received from and sent to the peer, above TLS. */
  public long received() {
    return received;
  }

  public long sent() {
    return sent;
  }

  /** Sends what was written and closes; never throws, never blocks for long. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    limitNanos = FAREWELL.toNanos();
    try (socket) {
      flush();
      watch.sends(FAREWELL.toNanos());
      SSLSocket layered = secured;
      if (layered != null) {
        layered.shutdownOutput();
      }
      socket.shutdownOutput();
      dropArrived();
    } catch (IOException e) {
      abort();
    } finally {
      watch.hasSent();
    }
  }

  /**
   * What has arrived and is left unread would make the system reset the connection, and the peer
   * might lose our last reply.
   */
  private void dropArrived() throws IOException {
    byte[] sink = new byte[1 << 10];
    InputStream raw = socket.getInputStream();
    for (int dropped = 0; dropped < DRAINED_AT_END && raw.available() > 0; ) {
      dropped += Math.max(1, raw.read(sink, 0, sink.length));
    }
  }

  /** From the listener: leave when the command at hand is done; at once when there is none. */
  void stop() {
    stopping = true;
    if (resting) {
      watch.endInput();
    }
  }

  /** From any thread: the socket goes, and with it every wait on it. */
  void abort() {
    watch.abort();
  }

  /** For the guard. */
  PeerGuard watch() {
    return watch;
  }
}
