package org.angarium.server.outbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.server.dns.MxHost;
import org.angarium.server.dns.MxHosts;
import org.angarium.server.dns.MxResolver;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueLease;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

/**
 * One try to deliver one message to its recipients at one destination: finds the hosts, goes from
 * one to the next as long as recipients are left that another host might take, and says for each
 * recipient what became of it. Used once, by one thread.
 */
final class DeliveryAttempt {
  /** Hosts that were really talked to, or tried to, in one attempt. */
  private static final int MAX_CONNECTIONS = 6;

  private final OutboundSettings settings;
  private final MxResolver mx;
  private final SmtpClient client;
  private final ConnectionPool pool;
  private final TlsPolicy policy;
  private final QueueLease lease;
  private final MessageContent content;
  private final Outcome[] outcomes;
  private int connections;
  private boolean reached;

  /** A host that may have been the one that takes the message could not be asked. */
  private boolean missed;

  private Outcome problem =
      Outcome.Deferred.unreached("no host of the domain could be tried", "4.4.1");

  DeliveryAttempt(
      OutboundSettings settings,
      MxResolver mx,
      SmtpClient client,
      ConnectionPool pool,
      TlsPolicy policy,
      QueueLease lease,
      MessageContent content) {
    this.settings = settings;
    this.mx = mx;
    this.client = client;
    this.pool = pool;
    this.policy = policy;
    this.lease = lease;
    this.content = content;
    this.outcomes = new Outcome[lease.recipients().size()];
  }

  /**
   * What became of a try.
   *
   * @param outcomes by position in the lease
   * @param reached whether a host talked to us; if not, others would fare no better now
   */
  record Result(List<Outcome> outcomes, boolean reached) {}

  /**
   * @throws StoreException when the contents cannot be read
   */
  Result run() throws StoreException {
    String destination = lease.destination();
    RelayHost relay = settings.relayFor(destination);
    if (relay != null) {
      relay(relay);
    } else if (destination.startsWith("[")) {
      literal(destination);
    } else {
      byMx(destination);
    }
    List<Outcome> all = new ArrayList<>(outcomes.length);
    for (Outcome outcome : outcomes) {
      all.add(
          switch (outcome) {
            case null -> problem;
            case Outcome.Failed failed when failed.elsewhere() && missed -> failed.forNow();
            case Outcome.Failed failed -> failed;
            case Outcome.Deferred deferred -> deferred;
            case Outcome.Delivered delivered -> delivered;
          });
    }
    // A problem that is final is one of the destination's own making: looking it up was success.
    return new Result(all, reached || problem instanceof Outcome.Failed);
  }

  private void relay(RelayHost relay) throws StoreException {
    InetAddress address = null;
    if (relay.host().equals("localhost")) {
      address = InetAddress.getLoopbackAddress();
    } else {
      try {
        address = InetAddress.ofLiteral(relay.host());
      } catch (IllegalArgumentException name) {
        // A name, to be looked up.
      }
    }
    if (address == null) {
      host(new MxHost(relay.host(), 0), relay);
    } else {
      deliver(endpoint(relay.host(), address, relay));
    }
  }

  private void literal(String destination) throws StoreException {
    String inside = destination.substring(1, destination.length() - 1);
    String address = inside.regionMatches(true, 0, "IPv6:", 0, 5) ? inside.substring(5) : inside;
    InetAddress parsed;
    try {
      parsed = InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException malformed) {
      problem = Outcome.Failed.unreached("malformed address literal", "5.1.3");
      return;
    }
    if (own(parsed)) {
      problem = loop();
      return;
    }
    deliver(endpoint(address, parsed, null));
  }

  private void byMx(String destination) throws StoreException {
    switch (mx.hosts(destination)) {
      case MxHosts.NoSuchDomain none ->
          problem = Outcome.Failed.unreached("the domain does not exist", "5.1.2");
      case MxHosts.TakesNoMail none ->
          problem = Outcome.Failed.unreached("the domain takes no mail (RFC 7505)", "5.1.10");
      case MxHosts.Unknown unknown ->
          problem =
              Outcome.Deferred.unreached(
                  "looking up the domain failed: " + unknown.reason(), "4.4.3");
      case MxHosts.Listed listed -> byMx(listed);
    }
  }

  private void byMx(MxHosts.Listed listed) throws StoreException {
    List<MxHost> hosts = beforeOurselves(listed.hosts());
    if (hosts.isEmpty()) {
      problem = loop();
      return;
    }
    int usable = 0;
    for (MxHost host : hosts) {
      Visit visit = host(host, null);
      if (visit == Visit.OURSELVES) {
        if (usable == 0) {
          problem = loop();
        }
        return;
      }
      usable += visit == Visit.NO_ADDRESS ? 0 : 1;
      if (settled() || connections >= MAX_CONNECTIONS) {
        return;
      }
    }
    if (usable == 0) {
      problem =
          listed.implicit()
              ? Outcome.Failed.unreached("the domain has no mail host", "5.1.2")
              : Outcome.Failed.unreached("no mail host of the domain has an address", "5.4.4");
    }
  }

  /** RFC 5321 §5.1: hosts that are no better than ourselves would only send it back to us. */
  private List<MxHost> beforeOurselves(List<MxHost> hosts) {
    int bound = Integer.MAX_VALUE;
    for (MxHost host : hosts) {
      if (settings.ownNames().contains(host.name().toLowerCase(Locale.ROOT))) {
        bound = Math.min(bound, host.preference());
      }
    }
    List<MxHost> better = new ArrayList<>();
    for (MxHost host : hosts) {
      if (host.preference() < bound) {
        better.add(host);
      }
    }
    return better;
  }

  private static Outcome loop() {
    return Outcome.Failed.unreached(
        "the best mail host of the domain is this host, which does not know it", "5.4.6");
  }

  private boolean own(InetAddress address) {
    return settings.ownAddresses().contains(address) || address.isAnyLocalAddress();
  }

  private enum Visit {
    DONE,
    NO_ADDRESS,
    OURSELVES
  }

  private Visit host(MxHost host, @Nullable RelayHost relay) throws StoreException {
    return switch (mx.addresses(host.name())) {
      case DnsAnswer.Found<InetAddress> found -> addresses(host, found.records(), relay);
      case DnsAnswer.Unanswered<InetAddress> failure -> {
        missed = true;
        problem =
            Outcome.Deferred.unreached(
                "looking up the host " + host.name() + " failed: " + failure.reason(), "4.4.3");
        yield Visit.DONE;
      }
      case DnsAnswer.NoRecords<InetAddress> none -> noAddress(host, relay);
      case DnsAnswer.NoSuchName<InetAddress> none -> noAddress(host, relay);
    };
  }

  private Visit addresses(MxHost host, List<InetAddress> addresses, @Nullable RelayHost relay)
      throws StoreException {
    for (InetAddress address : addresses) {
      if (relay == null && own(address)) {
        return Visit.OURSELVES;
      }
      deliver(endpoint(host.name(), address, relay));
      if (settled() || connections >= MAX_CONNECTIONS) {
        break;
      }
    }
    return Visit.DONE;
  }

  private Visit noAddress(MxHost host, @Nullable RelayHost relay) {
    if (relay != null) {
      // Our own settings are wrong: no reason to return mail to its senders.
      problem = Outcome.Deferred.unreached("the relay " + host.name() + " has no address", "4.3.5");
    }
    return Visit.NO_ADDRESS;
  }

  private Endpoint endpoint(String host, InetAddress address, @Nullable RelayHost relay) {
    return relay == null
        ? new Endpoint(
            host, address, settings.port(), policy.level(lease.destination(), host), null)
        : new Endpoint(host, address, relay.port(), relay.tls(), relay.credentials());
  }

  /** Nobody is left whom another host might take. */
  private boolean settled() {
    for (Outcome outcome : outcomes) {
      if (open(outcome)) {
        return false;
      }
    }
    return true;
  }

  private static boolean open(@Nullable Outcome outcome) {
    return outcome == null
        || (outcome instanceof Outcome.Deferred deferred && deferred.elsewhere())
        || (outcome instanceof Outcome.Failed failed && failed.elsewhere());
  }

  private void deliver(Endpoint endpoint) throws StoreException {
    PeerSession idle = pool.take(endpoint);
    if (idle != null && deliver(idle)) {
      return;
    }
    connections++;
    try {
      deliver(client.connect(endpoint, settings));
    } catch (IOException e) {
      missed = true;
      problem = unreachable(endpoint, e);
    }
  }

  /**
   * Sends to those that are open.
   *
   * @return false when the connection had been idle and turned out to be dead: a new one may do
   */
  private boolean deliver(PeerSession session) throws StoreException {
    List<Integer> positions = new ArrayList<>();
    List<QueueRecipient> recipients = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      if (open(outcomes[i])) {
        positions.add(i);
        recipients.add(lease.recipients().get(i));
      }
    }
    boolean used = session.messages() > 0;
    Outcome[] here = new Outcome[positions.size()];
    boolean alive = true;
    try {
      session.send(lease.message(), recipients, content, here);
    } catch (StoreException ours) {
      throw ours;
    } catch (IOException broken) {
      alive = false;
      missed = true;
      problem = unreachable(session.endpoint(), broken);
    } finally {
      pool.give(session, settings.concurrency());
    }
    if (used && !decided(here) && (!alive || !session.usable())) {
      return false;
    }
    reached |= alive || decided(here);
    for (int i = 0; i < here.length; i++) {
      if (here[i] != null) {
        outcomes[positions.get(i)] = here[i];
      }
    }
    return true;
  }

  /** Whether anybody was taken or refused, or deferred for another reason than a closing peer. */
  private static boolean decided(Outcome[] here) {
    for (Outcome outcome : here) {
      if (outcome != null
          && !(outcome instanceof Outcome.Deferred(Cause.Said(var _, var reply), var _, var _)
              && reply.code() == 421)) {
        return true;
      }
    }
    return false;
  }

  private static Outcome unreachable(Endpoint endpoint, IOException failure) {
    String where = endpoint.host() + " [" + endpoint.address().getHostAddress() + "]";
    return switch (failure) {
      case HostUnusableException unusable ->
          new Outcome.Deferred(unusable.why(), unusable.status(), /* elsewhere= */ true);
      case NoConnectionException none -> Outcome.Deferred.unreached(without(where, none), "4.4.1");
      case SocketTimeoutException late ->
          new Outcome.Deferred(
              new Cause.Found(where + " did not answer in time", endpoint.host()),
              "4.4.1",
              /* elsewhere= */ true);
      default ->
          new Outcome.Deferred(
              new Cause.Found(
                  "the conversation with " + where + " broke: " + failure.getMessage(),
                  endpoint.host()),
              "4.4.2",
              /* elsewhere= */ true);
    };
  }

  private static String without(String where, NoConnectionException none) {
    return switch (none.failure()) {
      case ConnectException refused -> "connection to " + where + " refused";
      case NoRouteToHostException noRoute -> "no route to " + where;
      case SocketTimeoutException late -> where + " did not answer in time";
      default -> "no connection to " + where + ": " + none.failure().getMessage();
    };
  }
}
