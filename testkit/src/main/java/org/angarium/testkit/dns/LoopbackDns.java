package org.angarium.testkit.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * An authoritative name server on a loopback port. Records may be set while it runs; names without
 * any record do not exist. Thread-safe.
 */
public final class LoopbackDns implements AutoCloseable {
  private static final int TIME_TO_LIVE = 300;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();

  /** What a name can be made to do instead of answering. */
  public enum Trouble {
    SERVFAIL,
    REFUSED,
    /** No answer at all. */
    SILENCE,
    /** Truncated over UDP, whole over TCP. */
    TRUNCATED,
    /** Aliases are answered alone, not followed by the server. */
    BARE_ALIAS,
    /** No records, no authority, no recursion: ask those servers over there. */
    REFERRAL,
    /** The same without even naming other servers. */
    NOTHING_KNOWN,
    /** Recursion is said to be available, and yet it refers to others. */
    REFERRAL_BY_RECURSOR,
    /** "No such name" from a server that neither knows nor asks. */
    NXDOMAIN_WITHOUT_AUTHORITY,
    /** FORMERR to questions with EDNS. */
    NO_EDNS,
    /** Records of another name. */
    OTHER_NAME,
    /** The right answer under the identity of another question. */
    WRONG_ID,
    /** Truncated, over TCP too. */
    ALWAYS_TRUNCATED,
    /** Octets that are no message. */
    GARBAGE
  }

  private LoopbackDns(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  /** Starts on a free port, the same for UDP and TCP. */
  public static LoopbackDns start() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int attempt = 0; ; attempt++) {
      ServerSocket tcp = new ServerSocket(0, 50, loopback);
      try {
        DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        LoopbackDns server = new LoopbackDns(udp, tcp);
        Thread.ofPlatform().daemon().name("loopback-dns-udp").start(server::serveUdp);
        Thread.ofPlatform().daemon().name("loopback-dns-tcp").start(server::serveTcp);
        return server;
      } catch (IOException taken) {
        tcp.close();
        if (attempt == 20) {
          throw taken;
        }
      }
    }
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
  }

  /**
   * Adds a record.
   *
   * @param name without the last dot
   * @param type such as {@code MX}
   * @param data as in a zone file: {@code 10 mx.example.test.}
   */
  public LoopbackDns add(String name, String type, String data) {
    return add(name, type, TIME_TO_LIVE, data);
  }

  public LoopbackDns add(String name, String type, long timeToLive, String data) {
    try {
      Record record =
          Record.fromString(parsed(name), Type.value(type), DClass.IN, timeToLive, data, Name.root);
      records.computeIfAbsent(key(name), k -> new CopyOnWriteArrayList<>()).add(record);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes all records of the name. */
  public LoopbackDns remove(String name) {
    records.remove(key(name));
    return this;
  }

  public LoopbackDns trouble(String name, Trouble trouble) {
    troubles.put(key(name), trouble);
    return this;
  }

  public LoopbackDns noTrouble(String name) {
    troubles.remove(key(name));
    return this;
  }

  /** What was asked so far: {@code MX example.test}. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), true);
        if (answer != null) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or a packet that is none: the next one counts.
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        socket.setSoTimeout(60_000);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] query = new byte[in.readUnsignedShort()];
        in.readFully(query);
        byte[] answer = answer(query, false);
        if (answer != null) {
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        }
      } catch (IOException e) {
        // Closed, or a client that went away.
      }
    }
  }

  private byte @Nullable [] answer(byte[] packet, boolean overUdp) throws IOException {
    Message query = new Message(packet);
    Record question = query.getQuestion();
    String asked = key(question.getName().toString(true));
    questions.add(Type.string(question.getType()) + " " + asked);
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(question, Section.QUESTION);
    Trouble trouble = troubles.get(asked);
    if (trouble == Trouble.SILENCE) {
      return null;
    }
    if (trouble == Trouble.SERVFAIL || trouble == Trouble.REFUSED) {
      answer.getHeader().setRcode(trouble == Trouble.SERVFAIL ? Rcode.SERVFAIL : Rcode.REFUSED);
      return answer.toWire();
    }
    if ((trouble == Trouble.TRUNCATED && overUdp) || trouble == Trouble.ALWAYS_TRUNCATED) {
      answer.getHeader().setFlag(Flags.TC);
      return answer.toWire();
    }
    if (trouble == Trouble.NO_EDNS && query.getOPT() != null) {
      answer.getHeader().setRcode(Rcode.FORMERR);
      return answer.toWire();
    }
    if (trouble == Trouble.GARBAGE) {
      return Arrays.copyOf(packet, Math.min(packet.length, 14));
    }
    if (trouble == Trouble.OTHER_NAME) {
      answer.addRecord(
          Record.fromString(
              parsed("other.invalid"), Type.A, DClass.IN, TIME_TO_LIVE, "192.0.2.99", Name.root),
          Section.ANSWER);
      return answer.toWire();
    }
    if (refers(trouble)) {
      refer(answer, question.getName(), trouble);
      return answer.toWire();
    }
    if (trouble == Trouble.WRONG_ID) {
      answer.getHeader().setID(query.getHeader().getID() ^ 1);
    }
    fill(answer, question, trouble != Trouble.BARE_ALIAS);
    return overUdp ? answer.toWire(1232) : answer.toWire();
  }

  private static boolean refers(@Nullable Trouble trouble) {
    return trouble == Trouble.REFERRAL
        || trouble == Trouble.NOTHING_KNOWN
        || trouble == Trouble.REFERRAL_BY_RECURSOR
        || trouble == Trouble.NXDOMAIN_WITHOUT_AUTHORITY;
  }

  private static void refer(Message answer, Name name, @Nullable Trouble trouble)
      throws IOException {
    answer.getHeader().unsetFlag(Flags.AA);
    if (trouble != Trouble.REFERRAL_BY_RECURSOR) {
      answer.getHeader().unsetFlag(Flags.RA);
    }
    if (trouble == Trouble.NXDOMAIN_WITHOUT_AUTHORITY) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (trouble != Trouble.NOTHING_KNOWN) {
      answer.addRecord(
          Record.fromString(
              name, Type.NS, DClass.IN, TIME_TO_LIVE, "ns.elsewhere.invalid.", Name.root),
          Section.AUTHORITY);
    }
  }

  private void fill(Message answer, Record question, boolean follow) throws IOException {
    Name name = question.getName();
    boolean found = false;
    for (int hops = 0; hops < 20; hops++) {
      List<Record> here = records.get(key(name.toString(true)));
      if (here == null) {
        if (!found) {
          answer.getHeader().setRcode(exists(name) ? Rcode.NOERROR : Rcode.NXDOMAIN);
        }
        break;
      }
      Name alias = null;
      for (Record record : here) {
        if (record.getType() == question.getType()) {
          answer.addRecord(record, Section.ANSWER);
          found = true;
        } else if (record instanceof CNAMERecord cname) {
          answer.addRecord(record, Section.ANSWER);
          alias = cname.getTarget();
        }
      }
      if (alias == null || !follow) {
        break;
      }
      name = alias;
    }
    if (!found) {
      answer.addRecord(
          new SOARecord(
              /* name= */ Name.root,
              DClass.IN,
              TIME_TO_LIVE,
              /* host= */ parsed("ns.invalid"),
              /* admin= */ parsed("hostmaster.invalid"),
              1,
              3600,
              600,
              86400,
              60),
          Section.AUTHORITY);
    }
  }

  /** A name above one with records exists, though it has none itself (RFC 8020). */
  private boolean exists(Name name) {
    String below = "." + key(name.toString(true));
    return new ArrayList<>(records.keySet()).stream().anyMatch(other -> other.endsWith(below));
  }

  private static Name parsed(String text) throws TextParseException {
    return Name.fromString(text, Name.root);
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
