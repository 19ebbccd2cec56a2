package org.angarium.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * One accepted connection: buffered bytes in and out under a deadline. Used by one virtual thread
 * for reading; writing may be handed to another thread only by agreement between the two. The read
 * buffer starts at 1 KB, grows as needed and is given back while nothing is in it, so an idle
 * connection costs little.
 *
 * <p>What arrives can be taken in lines ({@link #readLine}), in pieces ({@link #read}), or looked
 * at in place: {@link #fill} makes bytes available, {@link #array}, {@link #position} and {@link
 * #buffered} show them, {@link #skip} takes them. The last way spares a copy and is how message
 * data is read.
 */
public final class Connection implements AutoCloseable {
  private static final int SMALL = 1 << 10;
  private static final int LARGE = 64 << 10;
  private static final int GROWTH = 4;
  private static final byte[] NOTHING = new byte[0];
  private static final Duration FAREWELL = Duration.ofSeconds(2);
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

  private byte[] buffer = NOTHING;
  private int position;
  private int end;
  private byte[] pending = NOTHING;
  private int pendingEnd;
  private long received;
  private long sent;

  private long limitNanos;
  private int socketTimeout;
  private boolean paced;
  private long paceBegan;
  private long paceGrace;
  private long paceBytesPerSecond;
  private long paceReceived;

  /** When the guard shall close the socket under a write or handshake (nano time), or 0. */
  private volatile long stallsAt;

  private volatile boolean resting;
  private volatile boolean stopping;
  private volatile boolean stalled;
  private final AtomicBoolean closed = new AtomicBoolean();

  Connection(
      Socket socket,
      String sessionId,
      ListenerSettings settings,
      TlsServer tlsServer,
      EventSink events)
      throws IOException {
    this.socket = socket;
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
   * Every wait for bytes from or to the peer that begins after this call ends within {@code limit},
   * else SocketTimeoutException. {@link #readLine} counts the whole line as one wait.
   */
  public void deadline(Duration limit) {
    limitNanos = Math.max(1, limit.toNanos());
  }

  /**
   * From now until {@link #endRate}, what is received must amount to {@code bytesPerSecond} on the
   * average after a {@code grace}, else a read ends with SocketTimeoutException. For message data
   * and literals, which are bounded in size and not in time.
   */
  public void demandRate(long bytesPerSecond, Duration grace) {
    paced = true;
    paceBegan = System.nanoTime();
    paceGrace = grace.toNanos();
    paceBytesPerSecond = bytesPerSecond;
    paceReceived = received;
  }

  public void endRate() {
    paced = false;
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
    int controls = 0;
    int scan = position;
    while (true) {
      for (; scan < end; scan++) {
        byte b = buffer[scan];
        if (b == '\n') {
          return takeLine(scan, maxOctets, strict, controls, dropped);
        }
        if (b == '\r' || b == 0) {
          controls++;
        }
      }
      if (end - position > maxOctets + 1L) {
        dropped += end - position;
        position = end;
        if (dropped > settings.longestLine()) {
          throw new EndlessLineException(dropped);
        }
      }
      boolean atStart = dropped == 0 && position == end;
      if (deadline == 0) {
        deadline = System.nanoTime() + limitNanos;
      }
      int scanned = end - position;
      if (!(atStart ? rest(deadline) : receive(deadline))) {
        if (atStart) {
          return null;
        }
        throw new EOFException("the peer closed within a line");
      }
      scan = position + scanned;
    }
  }

  private byte[] takeLine(int lf, int maxOctets, boolean strict, int controls, long dropped)
      throws IOException {
    int start = position;
    boolean crlf = lf > start && buffer[lf - 1] == '\r';
    int lineEnd = crlf ? lf - 1 : lf;
    position = lf + 1;
    if (dropped > 0 || lineEnd - start > maxOctets) {
      throw new LineTooLongException(maxOctets);
    }
    if (strict && !(crlf && controls == 1)) {
      throw new MalformedLineException(
          crlf ? "a bare CR or NUL within a line" : "a line that ends in LF alone");
    }
    return Arrays.copyOfRange(buffer, start, lineEnd);
  }

  /** Waits for a new command with as little memory as may be; false at the end of the stream. */
  private boolean rest(long deadline) throws IOException {
    if (buffer.length > SMALL) {
      buffer = NOTHING;
    }
    if (pendingEnd == 0) {
      pending = NOTHING;
    }
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
    if (position == end) {
      if (length >= LARGE / GROWTH) {
        int count = receiveInto(target, offset, length, System.nanoTime() + limitNanos);
        return count < 0 ? -1 : count;
      }
      if (!receive(System.nanoTime() + limitNanos)) {
        return -1;
      }
    }
    int count = Math.min(length, end - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
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
    return buffer;
  }

  public int position() {
    return position;
  }

  /** How many bytes of {@link #array} are there and not taken. */
  public int unread() {
    return end - position;
  }

  /** Takes {@code count} of the unread bytes. */
  public void skip(int count) {
    if (count < 0 || count > end - position) {
      throw new IllegalArgumentException("cannot skip " + count);
    }
    position += count;
  }

  /**
   * Bytes that have been received and not been read: replies need not be flushed while there are
   * some.
   */
  public int buffered() throws IOException {
    int here = end - position;
    return here > 0 || secured == null ? here : in.available();
  }

  /**
   * Whether the peer sends something within {@code wait}, which is a sign of a robot when it is not
   * its turn. Nothing is taken.
   */
  public boolean speaksWithin(Duration wait) throws IOException {
    if (position < end || in.available() > 0) {
      return true;
    }
    if (wait.isZero()) {
      return false;
    }
    try {
      return receive(System.nanoTime() + wait.toNanos());
    } catch (SocketTimeoutException quiet) {
      return false;
    }
  }

  private boolean receive(long deadline) throws IOException {
    makeRoom();
    int room = buffer.length - end;
    int count = receiveInto(buffer, end, room, deadline);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }

  /** Grows when the last read filled the buffer: then more is likely to be waiting. */
  private void makeRoom() {
    boolean full = buffer.length > 0 && end == buffer.length;
    if (position == end) {
      position = 0;
      end = 0;
      if (buffer.length == 0) {
        buffer = new byte[SMALL];
      } else if (full && buffer.length < LARGE) {
        buffer = new byte[buffer.length * GROWTH];
      }
    } else if (full) {
      int unread = end - position;
      byte[] target = unread > buffer.length / 2 ? new byte[grown(unread)] : buffer;
      System.arraycopy(buffer, position, target, 0, unread);
      buffer = target;
      position = 0;
      end = unread;
    }
  }

  private int grown(int unread) {
    // Callers bound what they leave unread; doubling beyond LARGE serves lines longer than that.
    return buffer.length < LARGE ? buffer.length * GROWTH : Math.multiplyExact(unread, 2);
  }

  private int receiveInto(byte[] target, int offset, int length, long deadline) throws IOException {
    long now = System.nanoTime();
    long remaining = deadline - now;
    if (remaining <= 0) {
      throw new SocketTimeoutException("the peer was too slow");
    }
    int millis = (int) Math.min(Integer.MAX_VALUE, (remaining + 999_999) / 1_000_000);
    if (millis != socketTimeout) {
      socket.setSoTimeout(millis);
      socketTimeout = millis;
    }
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      if (stopping) {
        // The listener shut the input down under a TLS session; that is no failure.
        return -1;
      }
      throw e;
    }
    if (count > 0) {
      received += count;
      if (paced) {
        checkPace();
      }
    }
    return count;
  }

  private void checkPace() throws SocketTimeoutException {
    long late = System.nanoTime() - paceBegan - paceGrace;
    if (late > 0 && received - paceReceived < paceBytesPerSecond * (late / 1e9)) {
      throw new SocketTimeoutException("the peer sends below the minimal rate");
    }
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > pending.length - pendingEnd) {
      if (pendingEnd + length > LARGE / GROWTH) {
        flush();
        if (length > LARGE / GROWTH) {
          send(bytes, offset, length);
          return;
        }
      }
      if (length > pending.length - pendingEnd) {
        int size = Math.max(SMALL, Math.max(pending.length * 2, pendingEnd + length));
        pending = Arrays.copyOf(pending, Math.min(size, LARGE / GROWTH));
      }
    }
    System.arraycopy(bytes, offset, pending, pendingEnd, length);
    pendingEnd += length;
  }

  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  public void flush() throws IOException {
    if (pendingEnd > 0) {
      int length = pendingEnd;
      pendingEnd = 0;
      send(pending, 0, length);
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
    guard(nanos);
    try {
      out.write(bytes, offset, length);
      sent += length;
    } catch (IOException e) {
      throw stalled ? new SocketTimeoutException("the peer does not take what is sent") : e;
    } finally {
      stallsAt = 0;
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
    dropUnread();
    socket.setSoTimeout((int) Math.max(1, settings.handshakeLimit().toMillis()));
    socketTimeout = 0;
    guard(settings.handshakeLimit().toNanos());
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
          stalled || e instanceof SocketTimeoutException
              ? "not finished in time"
              : String.valueOf(e.getMessage()),
          e);
    } finally {
      stallsAt = 0;
    }
  }

  /** RFC 3207 §4.2: nothing that came before the handshake may count after it. */
  private void dropUnread() {
    position = 0;
    end = 0;
    buffer = NOTHING;
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
      guard(FAREWELL.toNanos());
      SSLSocket layered = secured;
      if (layered != null) {
        layered.shutdownOutput();
      }
      socket.shutdownOutput();
      dropArrived();
    } catch (IOException e) {
      abort();
    } finally {
      stallsAt = 0;
    }
  }

  /**
   * What has arrived and is left unread would make the system reset the connection, and the peer
   * might lose our last reply.
   */
  private void dropArrived() throws IOException {
    byte[] sink = new byte[SMALL];
    InputStream raw = socket.getInputStream();
    for (int dropped = 0; dropped < DRAINED_AT_END && raw.available() > 0; ) {
      dropped += Math.max(1, raw.read(sink, 0, sink.length));
    }
  }

  /** From the listener: leave when the command at hand is done; at once when there is none. */
  void stop() {
    stopping = true;
    if (resting) {
      try {
        socket.shutdownInput();
      } catch (IOException e) {
        abort();
      }
    }
  }

  /** From any thread: the socket goes, and with it every wait on it. */
  void abort() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is gone; there is nothing that could be done about it.
    }
  }

  /** From the guard: ends what has stalled. */
  void abortIfStalled(long now) {
    long at = stallsAt;
    if (at != 0 && now - at > 0) {
      stalled = true;
      abort();
    }
  }

  private void guard(long nanos) {
    long at = System.nanoTime() + nanos;
    stallsAt = at == 0 ? 1 : at;
  }
}
