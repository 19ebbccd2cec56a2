package org.angarium.server.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.angarium.server.event.DnsEvent;
import org.angarium.server.event.EventSink;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * One recursive name server, and whether it answers at all. Thread-safe; callers park.
 *
 * <p>A question without an answer says little of the server: the zone that was asked for may be
 * silent. So when an answer is late, the server is asked a question that it can answer by itself,
 * for the root's name servers (a probe). If that has no answer either, the server is silent: all
 * questions under way end, and further ones are not sent. From then on a question has the server
 * probed in the background, at most once in a while that grows from one second to one minute. Any
 * answer, a failure code included, ends the silence. Time is {@link System#nanoTime}.
 */
final class NameServer {
  /** Largest UDP answer asked for: passes everywhere without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  /** An answer that takes longer has the server probed. */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** How long the answer to a probe may take. */
  private static final Duration PROBE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final String address;
  private final Duration timeout;
  private final boolean wantAuthenticated;
  private final EventSink events;
  private final SimpleResolver usual;

  /** Asks without EDNS, for servers that cannot bear it (RFC 6891 §7). */
  private final SimpleResolver bare;

  private final SimpleResolver probe;

  // Guarded by this; nothing is waited for under the lock.
  private boolean silent;
  private boolean probing;
  private Duration pause = FIRST_PAUSE;
  private long probeAt;

  /** Completed when the server turns out to be silent. */
  private CompletableFuture<Void> silence = new CompletableFuture<>();

  /** Either a message or why there is none. */
  record Response(@Nullable Message message, String failure) {
    private boolean cannotBearEdns() {
      return failure.equals(Rcode.string(Rcode.FORMERR))
          || failure.equals(Rcode.string(Rcode.NOTIMP));
    }
  }

  NameServer(InetSocketAddress address, DnsSettings settings, EventSink events) {
    this.address = address.getAddress().getHostAddress() + ":" + address.getPort();
    this.timeout = settings.timeout();
    this.wantAuthenticated = settings.trustAuthenticated();
    this.events = events;
    this.usual = new SimpleResolver(address);
    usual.setTimeout(timeout);
    usual.setEDNS(0, UDP_PAYLOAD, 0);
    this.bare = new SimpleResolver(address);
    bare.setTimeout(timeout);
    bare.setEDNS(-1);
    this.probe = new SimpleResolver(address);
    probe.setTimeout(shorter(PROBE, timeout));
  }

  /** Whether it is no use to ask; when it was silent for long enough, it is probed again. */
  synchronized boolean isSilent() {
    if (silent && !probing && System.nanoTime() - probeAt >= 0) {
      startProbe();
    }
    return silent;
  }

  /** Asks; with EDNS first. */
  Response ask(Name name, int type) {
    Response response = exchange(usual, name, type);
    return response.cannotBearEdns() ? exchange(bare, name, type) : response;
  }

  private Response exchange(SimpleResolver by, Name name, int type) {
    try {
      Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
      if (wantAuthenticated) {
        query.getHeader().setFlag(Flags.AD);
      }
      CompletableFuture<Message> answer =
          by.sendAsync(query, Thread::startVirtualThread).toCompletableFuture();
      Message message = await(answer);
      answered();
      return judged(message, name);
    } catch (TimeoutException late) {
      return new Response(null, "timeout");
    } catch (ExecutionException failed) {
      return new Response(
          null, failed.getCause() instanceof IOException ? reason(failed.getCause()) : "fault");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Response(null, "interrupted");
    } catch (RuntimeException hostile) {
      // What strangers put into names and records must not end a delivery.
      return new Response(null, "fault");
    }
  }

  private Message await(CompletableFuture<Message> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return answer.get(shorter(LATE, timeout).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      CompletableFuture<Void> ended = late();
      CompletableFuture.anyOf(answer, ended).get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
      if (!answer.isDone()) {
        throw late;
      }
      return answer.get(); // done
    }
  }

  /** An answer is late: the server is probed. What is returned completes when it is silent. */
  private synchronized CompletableFuture<Void> late() {
    if (!silent && !probing) {
      startProbe();
    }
    return silence;
  }

  // Called under the lock.
  private void startProbe() {
    probing = true;
    try {
      var _ =
          probe
              .sendAsync(
                  Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)),
                  Thread::startVirtualThread)
              .whenComplete((answer, failure) -> {
                if (failure == null) {
                  answered();
                } else {
                  unanswered();
                }
              });
    } catch (RuntimeException notSent) {
      probing = false;
      throw notSent;
    }
  }

  /** Whatever it says: it is there. */
  private void answered() {
    boolean news;
    synchronized (this) {
      news = silent;
      probing = false;
      silent = false;
      pause = FIRST_PAUSE;
      if (silence.isDone()) {
        silence = new CompletableFuture<>();
      }
    }
    if (news) {
      events.emit(new DnsEvent.ServerAnswers(address));
    }
  }

  private void unanswered() {
    CompletableFuture<Void> ended;
    boolean news;
    synchronized (this) {
      if (!probing) {
        return; // something was answered meanwhile
      }
      news = !silent;
      probing = false;
      silent = true;
      probeAt = System.nanoTime() + pause.toNanos();
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      ended = silence;
    }
    ended.complete(null);
    if (news) {
      events.emit(new DnsEvent.ServerSilent(address));
    }
  }

  /**
   * Takes a message for an answer only where it is one: complete, and from a server that knows (RFC
   * 1034 §4.3.1). A referral says no more than that another should be asked, and a server that
   * neither recurses nor has authority cannot say that there is nothing (RFC 2308 §2).
   */
  private static Response judged(Message message, Name asked) {
    int code = message.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      return new Response(null, Rcode.string(code));
    }
    if (message.getHeader().getFlag(Flags.TC)) {
      return new Response(null, "truncated");
    }
    List<Record> answers = message.getSection(Section.ANSWER);
    if (!answers.isEmpty() && answers.stream().noneMatch(each -> each.getName().equals(asked))) {
      return new Response(null, "answer to another question");
    }
    if (answers.isEmpty()) {
      boolean authority = message.getHeader().getFlag(Flags.AA);
      boolean recursion = message.getHeader().getFlag(Flags.RA);
      boolean referral = code == Rcode.NOERROR && refers(message);
      if (!authority && (!recursion || referral)) {
        return new Response(null, "referral");
      }
    }
    return new Response(message, "");
  }

  /** Whether the authority section names other servers and says nothing of the zone itself. */
  private static boolean refers(Message message) {
    boolean servers = false;
    for (Record record : message.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.SOA) {
        return false;
      }
      servers |= record.getType() == Type.NS;
    }
    return servers;
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("timed out")
        ? "timeout"
        : "name server unreachable";
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
