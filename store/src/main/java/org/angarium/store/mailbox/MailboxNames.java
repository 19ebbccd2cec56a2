package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Accounts;
import org.angarium.store.mailbox.MailboxRefusal.Reason;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.StoredView;
import org.jspecify.annotations.Nullable;

/** What changes the tree of mailboxes: create, delete, rename, subscribe. */
final class MailboxNames {
  /** Names subscribed without a mailbox. */
  private static final int MAX_LOOSE = 1000;

  /** RFC 6154 without \All and \Flagged, which are views that we do not have. */
  private static final Set<String> SPECIAL_USES =
      Set.of("\\Archive", "\\Drafts", "\\Junk", "\\Sent", "\\Trash", "\\Important");

  private final Accounts accounts;
  private final MailboxCollection mailboxes;
  private final MessageChanges messages;
  private final Removal removal;

  MailboxNames(
      Accounts accounts, MailboxCollection mailboxes, MessageChanges messages, Removal removal) {
    this.accounts = accounts;
    this.mailboxes = mailboxes;
    this.messages = messages;
    this.removal = removal;
  }

  MailboxInfo create(AccountId account, String name, Set<String> specialUse)
      throws StoreException, MailboxRefusal {
    String canonical = MailboxName.valid(name);
    Set<String> uses = specialUses(specialUse);
    int id =
        accounts.<Integer, MailboxRefusal>change(
            account,
            (transaction, changes) -> {
              MailboxChange change = mailboxes.of(changes, account);
              return create(change, canonical, uses).id;
            });
    MailboxRecord made = mailboxes.record(new MailboxRef(account, id));
    if (made == null) {
      throw Mailboxes.nonexistent();
    }
    return StoredView.info(account, made);
  }

  private static MailboxDraft create(MailboxChange change, String name, Set<String> uses)
      throws StoreException, MailboxRefusal {
    if (change.record().deleted()) {
      throw Mailboxes.nonexistent();
    }
    for (MailboxDraft other : uses.isEmpty() ? List.<MailboxDraft>of() : change.all()) {
      for (String use : other.specialUse) {
        if (uses.contains(use)) {
          throw new MailboxRefusal(Reason.CANNOT, "another mailbox has this special use");
        }
      }
    }
    MailboxDraft existing = change.named(name);
    if (existing != null && existing.selectable) {
      throw new MailboxRefusal(Reason.ALREADY_EXISTS, "mailbox exists");
    }
    if (existing != null) {
      existing.selectable = true;
      existing.specialUse = List.copyOf(uses);
      existing.touch();
      return existing;
    }
    for (String parent : MailboxName.above(name)) {
      if (change.named(parent) == null) {
        createOne(change, parent, Set.of());
      }
    }
    return createOne(change, name, uses);
  }

  private static MailboxDraft createOne(MailboxChange change, String name, Set<String> uses)
      throws StoreException, MailboxRefusal {
    if (change.mailboxCount() >= MailboxChange.MAX_MAILBOXES) {
      throw new MailboxRefusal(Reason.LIMIT, "too many mailboxes");
    }
    List<String> loose = new ArrayList<>(change.subscriptions().names());
    boolean subscribed = loose.remove(name);
    if (subscribed) {
      change.subscriptions(loose);
    }
    return change.create(name, uses, subscribed);
  }

  private static Set<String> specialUses(Set<String> asked) throws MailboxRefusal {
    Set<String> uses = new TreeSet<>();
    for (String use : asked) {
      String known = null;
      for (String candidate : SPECIAL_USES) {
        if (candidate.equalsIgnoreCase(use)) {
          known = candidate;
        }
      }
      if (known == null) {
        throw new MailboxRefusal(Reason.CANNOT, "special use is not supported");
      }
      uses.add(known);
    }
    return uses;
  }

  /**
   * A mailbox with children becomes a name without messages (RFC 9051 §6.3.5). Its subscription
   * stays (§6.3.8).
   */
  void delete(MailboxRef mailbox) throws StoreException, MailboxRefusal {
    accounts.<@Nullable Void, MailboxRefusal>change(
        mailbox.account(),
        (transaction, changes) -> {
          MailboxChange change = mailboxes.of(changes, mailbox.account());
          MailboxDraft draft = existing(change, mailbox);
          if (draft.name.equals(MailboxName.INBOX)) {
            throw new MailboxRefusal(Reason.CANNOT, "INBOX cannot be deleted");
          }
          String name = draft.name;
          boolean subscribed = draft.subscribed;
          boolean parent = false;
          for (MailboxDraft other : change.all()) {
            parent |= MailboxName.isBelow(other.name, name);
          }
          if (parent && !draft.selectable) {
            throw new MailboxRefusal(Reason.HAS_CHILDREN, "mailbox has children");
          }
          change.doom(draft);
          if (parent) {
            change.create(name, Set.of(), subscribed).selectable = false;
          } else if (subscribed) {
            List<String> loose = new ArrayList<>(change.subscriptions().names());
            if (loose.size() < MAX_LOOSE) {
              loose.add(name);
              change.subscriptions(loose);
            }
          }
          return null;
        });
    removal.doomed(mailbox.account());
  }

  /** Subscriptions go with the mailboxes. */
  void rename(MailboxRef mailbox, String newName) throws StoreException, MailboxRefusal {
    String target = MailboxName.valid(newName);
    MailboxRef filled =
        accounts.<@Nullable MailboxRef, MailboxRefusal>change(
            mailbox.account(),
            (transaction, changes) -> {
              MailboxChange change = mailboxes.of(changes, mailbox.account());
              MailboxDraft draft = existing(change, mailbox);
              if (change.named(target) != null) {
                throw new MailboxRefusal(Reason.ALREADY_EXISTS, "mailbox exists");
              }
              if (draft.name.equals(MailboxName.INBOX)) {
                return new MailboxRef(mailbox.account(), create(change, target, Set.of()).id);
              }
              rename(change, draft, target);
              return null;
            });
    if (filled != null) {
      messages.move(mailbox, UidSet.ALL, filled, Gone.PASSED_OVER);
    }
  }

  private static void rename(MailboxChange change, MailboxDraft draft, String target)
      throws StoreException, MailboxRefusal {
    String old = draft.name;
    if (MailboxName.isBelow(target, old)) {
      throw new MailboxRefusal(Reason.CANNOT, "a mailbox cannot be moved below itself");
    }
    for (MailboxDraft other : change.all()) {
      if (MailboxName.isBelow(other.name, old)) {
        String moved = MailboxName.valid(target + other.name.substring(old.length()));
        if (change.named(moved) != null) {
          throw new MailboxRefusal(Reason.ALREADY_EXISTS, "mailbox exists");
        }
        other.name = moved;
        other.touch();
      }
    }
    draft.name = target;
    draft.touch();
    for (String parent : MailboxName.above(target)) {
      if (change.named(parent) == null) {
        createOne(change, parent, Set.of());
      }
    }
  }

  void subscribe(AccountId account, String name, boolean subscribed)
      throws StoreException, MailboxRefusal {
    String canonical = subscribed ? MailboxName.valid(name) : MailboxName.canonical(name);
    accounts.<@Nullable Void, MailboxRefusal>change(
        account,
        (transaction, changes) -> {
          MailboxChange change = mailboxes.of(changes, account);
          MailboxDraft draft = change.named(canonical);
          if (draft != null) {
            if (draft.subscribed != subscribed) {
              draft.subscribed = subscribed;
              draft.touch();
            }
            return null;
          }
          List<String> loose = new ArrayList<>(change.subscriptions().names());
          if (subscribed == loose.contains(canonical)) {
            return null;
          }
          if (!subscribed) {
            loose.remove(canonical);
          } else if (loose.size() >= MAX_LOOSE) {
            throw new MailboxRefusal(Reason.LIMIT, "too many subscriptions");
          } else {
            loose.add(canonical);
          }
          change.subscriptions(loose);
          return null;
        });
  }

  List<String> subscriptions(AccountId account) throws StoreException {
    Set<String> names = new TreeSet<>();
    for (MailboxRecord mailbox : mailboxes.tree(account).mailboxes()) {
      if (mailbox.subscribed() && !mailbox.doomed()) {
        names.add(mailbox.name());
      }
    }
    names.addAll(mailboxes.looseSubscriptions(account));
    return List.copyOf(names);
  }

  private static MailboxDraft existing(MailboxChange change, MailboxRef mailbox)
      throws MailboxRefusal {
    MailboxDraft draft = change.visible(mailbox.mailbox());
    if (draft == null) {
      throw Mailboxes.nonexistent();
    }
    return draft;
  }
}
