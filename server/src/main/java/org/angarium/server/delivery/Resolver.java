package org.angarium.server.delivery;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.IpAddresses;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.delivery.Resolution.Reason;
import org.angarium.server.delivery.Resolution.Undeliverable;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.server.directory.RecipientLookup;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Quota;
import org.angarium.store.directory.Account;
import org.angarium.store.mailbox.Mailboxes;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what an address stands for: an account, through aliases many, the domain's catch-all,
 * or remote addresses. Aliases may lead to remote addresses whoever sends; a recipient that is
 * itself remote is relaying, which the session must have a right to. Thread-safe.
 */
public final class Resolver {
  private final String hostName;
  private final DirectoryReader directory;
  private final Mailboxes mailboxes;
  private final Senders senders;
  private final DeliveryLimits limits;

  /**
   * @param hostName of this node, in A-labels: its roles are answered for as those of a domain
   * @param senders knows whom a rewritten reverse path stands for
   */
  public Resolver(
      String hostName,
      DirectoryReader directory,
      Mailboxes mailboxes,
      Senders senders,
      DeliveryLimits limits) {
    this.hostName = hostName;
    this.directory = directory;
    this.mailboxes = mailboxes;
    this.senders = senders;
    this.limits = limits;
  }

  /** Rewrites the reverse paths of what is sent on. */
  Senders senders() {
    return senders;
  }

  /**
   * Resolves {@code recipient} of a message of {@code size} octets (0 if unknown).
   *
   * @param relaying whether recipients elsewhere are taken
   */
  public Resolution resolve(EmailAddress recipient, boolean relaying, long size)
      throws StoreException {
    return resolve(recipient, relaying, account -> lackOfRoom(account, size));
  }

  /**
   * Resolves a recipient of mail that the server itself writes: anywhere, and into full mailboxes
   * too. Such mail tells people what they must know, and is small.
   */
  public Resolution resolveOwn(EmailAddress recipient) throws StoreException {
    return resolve(recipient, true, account -> null);
  }

  /** Why an account has no room; null where it has. */
  private interface Room {
    @Nullable Reason lack(AccountId account) throws StoreException;
  }

  private Resolution resolve(EmailAddress recipient, boolean relaying, Room room)
      throws StoreException {
    RecipientLookup found = lookup(recipient);
    if (senders.isForSender(recipient, found)) {
      EmailAddress sender = senders.original(recipient);
      return sender == null
          ? new Undeliverable(Reason.UNKNOWN_USER)
          // It came through here before: this is no relaying for strangers.
          : resolve(sender, lookup(sender), true, room);
    }
    return resolve(recipient, found, relaying, room);
  }

  private Resolution resolve(
      EmailAddress recipient, RecipientLookup found, boolean relaying, Room room)
      throws StoreException {
    return switch (found) {
      case RecipientLookup.NotLocal() ->
          relaying
              ? new Deliverable(List.of(), List.of(recipient))
              : new Undeliverable(Reason.RELAYING_DENIED);
      case RecipientLookup.UnknownUser() -> new Undeliverable(Reason.UNKNOWN_USER);
      case RecipientLookup.Suspended() -> new Undeliverable(Reason.SUSPENDED);
      case RecipientLookup.Account(AccountId account, EmailAddress primary, String detail) -> {
        Reason lack = room.lack(account);
        yield lack != null
            ? new Undeliverable(lack)
            : new Deliverable(List.of(new LocalTarget(account, primary, detail, false)), List.of());
      }
      case RecipientLookup.Alias(EmailAddress alias, List<EmailAddress> targets) ->
          hidesRoute(recipient) && !relaying
              // A catch-all would take user%elsewhere@here; nothing would be relayed, but who
              // tests for open relays sees only that it was taken.
              ? new Undeliverable(Reason.RELAYING_DENIED)
              : expand(alias, targets, room);
    };
  }

  /**
   * {@code <Postmaster>} without a domain (RFC 5321 §4.1.1.3): whoever administers this server;
   * null when there is nobody.
   */
  public @Nullable Deliverable postmaster() throws StoreException {
    List<LocalTarget> targets = new ArrayList<>();
    for (Account account : directory.administrators()) {
      if (!account.suspended()) {
        targets.add(new LocalTarget(account.id(), account.primary(), null, true));
      }
    }
    return targets.isEmpty() ? null : new Deliverable(targets, List.of());
  }

  /** Percent hack, bang path, quoted foreign address: ways of old to hide a second hop. */
  private static boolean hidesRoute(EmailAddress recipient) {
    String local = recipient.localPart();
    return local.indexOf('%') >= 0 || local.indexOf('!') >= 0 || local.indexOf('@') >= 0;
  }

  /** An alias on the way to its targets, and how deep it lies. */
  private record Step(EmailAddress alias, List<EmailAddress> targets, int depth) {}

  private Resolution expand(EmailAddress alias, List<EmailAddress> targets, Room room)
      throws StoreException {
    Expansion found = new Expansion();
    ArrayDeque<Step> open = new ArrayDeque<>();
    open.add(new Step(alias, targets, 1));
    found.aliases.add(alias.canonical());
    while (!open.isEmpty()) {
      Step step = open.remove();
      for (EmailAddress target : step.targets()) {
        if (found.size() > limits.maxTargets()) {
          return new Undeliverable(Reason.TOO_MANY_TARGETS);
        }
        follow(target, step, found, open, room);
      }
    }
    return found.result();
  }

  private void follow(
      EmailAddress target, Step from, Expansion found, ArrayDeque<Step> open, Room room)
      throws StoreException {
    switch (lookup(target)) {
      case RecipientLookup.Account(AccountId account, EmailAddress primary, String detail) -> {
        if (found.accounts.add(account)) {
          Reason lack = room.lack(account);
          found.lack = found.local.isEmpty() || found.lack != null ? lack : null;
          found.local.add(new LocalTarget(account, primary, detail, true));
        }
      }
      case RecipientLookup.NotLocal() -> found.remote.add(target);
      case RecipientLookup.Alias(EmailAddress alias, List<EmailAddress> targets) -> {
        if (from.depth() >= limits.maxAliasDepth() || !found.aliases.add(alias.canonical())) {
          found.looped = true;
        } else {
          open.add(new Step(alias, targets, from.depth() + 1));
        }
      }
      case RecipientLookup.Suspended() -> found.suspended = true;
      case RecipientLookup.UnknownUser() -> {
        // One member gone must not silence the others; if all are gone the result says so.
      }
    }
  }

  /** What an alias was found to stand for so far. */
  private static final class Expansion {
    final Set<EmailAddress> aliases = new HashSet<>();
    final Set<AccountId> accounts = new HashSet<>();
    final List<LocalTarget> local = new ArrayList<>();
    final Set<EmailAddress> remote = new LinkedHashSet<>();

    /** Why none of the accounts has room; null as soon as one has. */
    @Nullable Reason lack;

    boolean suspended;
    boolean looped;

    int size() {
      return local.size() + remote.size() + aliases.size();
    }

    /**
     * A full mailbox among several doesn't matter here: the others get their copies, and what
     * becomes of this one is decided when the message is there.
     */
    Resolution result() {
      if (local.isEmpty() && remote.isEmpty()) {
        return new Undeliverable(
            looped ? Reason.ALIAS_LOOP : suspended ? Reason.SUSPENDED : Reason.UNKNOWN_USER);
      }
      if (remote.isEmpty() && lack != null) {
        return new Undeliverable(lack);
      }
      return new Deliverable(local, List.copyOf(remote));
    }
  }

  /**
   * What the directory says; and for the roles that every host answers for (RFC 5321 §4.5.1), such
   * as the name our reports carry, also under the name and the addresses of this host.
   */
  private RecipientLookup lookup(EmailAddress address) throws StoreException {
    RecipientLookup found = directory.lookup(address);
    return found instanceof RecipientLookup.NotLocal
            && (address.domain().equals(hostName) || isThisMachine(address.domain()))
        ? directory.role(address)
        : found;
  }

  /** Whether a domain is the literal of an address of this machine (RFC 5321 §4.1.3). */
  private static boolean isThisMachine(String domain) {
    if (!domain.startsWith("[")) {
      return false;
    }
    String text = domain.substring(1, domain.length() - 1);
    InetAddress address =
        text.regionMatches(true, 0, "IPv6:", 0, 5)
            ? IpAddresses.parse6(text.substring(5))
            : IpAddresses.parse4(text);
    try {
      return address != null
          && (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null);
    } catch (SocketException unknown) {
      return false;
    }
  }

  private @Nullable Reason lackOfRoom(AccountId account, long size) throws StoreException {
    Quota quota = mailboxes.quota(account);
    if (quota.limitBytes() > 0 && size > quota.limitBytes()) {
      return Reason.LARGER_THAN_QUOTA;
    }
    return quota.limitBytes() > 0
                && (quota.usedBytes() >= quota.limitBytes()
                    || size > quota.limitBytes() - quota.usedBytes())
            || quota.limitMessages() > 0 && quota.usedMessages() >= quota.limitMessages()
        ? Reason.OVER_QUOTA
        : null;
  }
}
