package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.angarium.mail.imap.Inbox;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.syntax.SieveLimits;

/** The actions of one run so far, and whether the implicit keep still stands (RFC 5228 §2.10). */
final class ActionList {
  private static final String NO_COMPANY =
      "reject together with delivery, vacation or another reject";

  private final SieveLimits limits;

  /** Whether a keep is a delivery into the inbox: not where the message lies somewhere already. */
  private final boolean keepsInInbox;

  private final List<SieveAction> actions = new ArrayList<>(4);
  private boolean implicitKeep = true;
  private boolean answering;

  /** The place of the action that put the message within another; -1 if none did. */
  private int enclosedAt = -1;

  private int redirects;
  private int notices;

  ActionList(SieveLimits limits, boolean keepsInInbox) {
    this.limits = limits;
    this.keepsInInbox = keepsInInbox;
  }

  void cancelImplicitKeep() {
    implicitKeep = false;
  }

  boolean implicitKeep() {
    return implicitKeep;
  }

  /**
   * A keep; several are one (RFC 5228 §2.10.3) with the flags of the last (RFC 5232 §3), as long as
   * the script puts no other content between them (RFC 6558 §2.1).
   */
  void keep(List<String> flags) throws SieveFault {
    implicitKeep = false;
    deliver(new SieveAction.Keep(List.copyOf(flags)));
  }

  /**
   * Delivery into a mailbox; several into the same are one, as keeps are, and one into the inbox is
   * one with a keep. What is asked for by its use or id may come to another mailbox than its name
   * says; it is one only with what asks for the same.
   */
  void fileInto(SieveAction.FileInto action) throws SieveFault {
    deliver(action);
  }

  private void deliver(SieveAction action) throws SieveFault {
    for (int i = lastRewrite() + 1; i < actions.size(); i++) {
      if (isSamePlace(actions.get(i), action)) {
        actions.set(i, joined(actions.get(i), action));
        return;
      }
    }
    add(action);
  }

  private boolean isSamePlace(SieveAction one, SieveAction other) {
    if (one instanceof SieveAction.FileInto a && other instanceof SieveAction.FileInto b) {
      return a.mailbox().equals(b.mailbox())
          && Objects.equals(a.specialUse(), b.specialUse())
          && Objects.equals(a.mailboxId(), b.mailboxId());
    }
    return isKeep(one) && isKeep(other);
  }

  private boolean isKeep(SieveAction action) {
    return action instanceof SieveAction.Keep
        || (keepsInInbox
            && action instanceof SieveAction.FileInto into
            && into.mailbox().equals(Inbox.NAME)
            && into.specialUse() == null
            && into.mailboxId() == null);
  }

  /** One delivery in the place of two, with the flags of the later. */
  private static SieveAction joined(SieveAction earlier, SieveAction later) {
    if (earlier instanceof SieveAction.Keep && later instanceof SieveAction.FileInto into) {
      return new SieveAction.Keep(into.flags());
    }
    if (earlier instanceof SieveAction.FileInto a && later instanceof SieveAction.FileInto b) {
      return new SieveAction.FileInto(
          b.mailbox(), b.flags(), a.create() || b.create(), b.specialUse(), b.mailboxId());
    }
    return later;
  }

  /** The place of the last change of the content; -1 if there is none. */
  private int lastRewrite() {
    return lastRewrite(actions);
  }

  private static int lastRewrite(List<SieveAction> actions) {
    for (int i = actions.size() - 1; i >= 0; i--) {
      if (actions.get(i) instanceof SieveAction.Rewrite) {
        return i;
      }
    }
    return -1;
  }

  /** Another recipient, or list of them; once however often the script asks for it. */
  void redirect(SieveAction action) throws SieveFault {
    if (actions.contains(action)) {
      return;
    }
    if (++redirects > limits.redirects()) {
      throw new SieveFault("more than " + limits.redirects() + " redirects");
    }
    if (enclosedAt < 0) {
      add(action);
    } else {
      add(enclosedAt, action);
      enclosedAt++;
    }
  }

  /** A vacation is executed, whether or not there will be an answer. */
  void answering() throws SieveFault {
    if (answering) {
      // RFC 5230 §4.7.
      throw new SieveFault("vacation twice");
    }
    answering = true;
    if (actions.stream().anyMatch(SieveAction.Reject.class::isInstance)) {
      throw new SieveFault(NO_COMPANY);
    }
  }

  /** RFC 5435 §8: both the notices and those that each goes to are few. */
  void notice(SieveAction.Notify action) throws SieveFault {
    if (actions.contains(action)) {
      // RFC 5436 §2.7.
      return;
    }
    if (++notices > limits.notices()) {
      throw new SieveFault("more than " + limits.notices() + " notices");
    }
    if (action.notice().recipients().size() > limits.notices()) {
      throw new SieveFault("a notice to more than " + limits.notices() + " recipients");
    }
    add(action);
  }

  /** The message as changed; that makes up for the changes right before. */
  void rewrite(SieveAction.Rewrite action) throws SieveFault {
    dropChanges(Math.max(enclosedAt, 0));
    add(action);
  }

  /**
   * The message within another. Redirects don't send that (RFC 5703 §6): those to come go before
   * it, to the changes so far.
   */
  void enclose(SieveAction.Rewrite action) throws SieveFault {
    if (enclosedAt >= 0) {
      rewrite(action);
    } else {
      add(action);
      enclosedAt = actions.size() - 1;
    }
  }

  /** Takes away the changes at the end of the actions, down to a place. */
  private void dropChanges(int end) {
    while (actions.size() > end && changesMessage(actions.getLast())) {
      actions.removeLast();
    }
  }

  private static boolean changesMessage(SieveAction action) {
    return action instanceof SieveAction.AddHeader
        || action instanceof SieveAction.DeleteHeader
        || action instanceof SieveAction.Rewrite;
  }

  /** An id to remember, once however often the script asks for it. */
  void remember(SieveAction.RememberDuplicate action) throws SieveFault {
    if (!actions.contains(action)) {
      add(action);
    }
  }

  void add(SieveAction action) throws SieveFault {
    add(actions.size(), action);
  }

  private void add(int place, SieveAction action) throws SieveFault {
    checkCompany(action);
    if (actions.size() >= limits.actions()) {
      throw new SieveFault("more than " + limits.actions() + " actions");
    }
    actions.add(place, action);
  }

  /** RFC 5429 §2.4: who refuses a message neither delivers nor answers it. */
  private void checkCompany(SieveAction action) throws SieveFault {
    boolean reject = action instanceof SieveAction.Reject;
    boolean company = reject && answering;
    for (SieveAction other : actions) {
      company |= reject && excludesReject(other);
      company |= other instanceof SieveAction.Reject && excludesReject(action);
    }
    if (company) {
      throw new SieveFault(NO_COMPANY);
    }
  }

  private static boolean excludesReject(SieveAction action) {
    return switch (action) {
      case SieveAction.Keep keep -> true;
      case SieveAction.FileInto fileInto -> true;
      case SieveAction.Redirect redirect -> true;
      case SieveAction.RedirectToList redirect -> true;
      case SieveAction.Reject reject -> true;
      case SieveAction.Vacation vacation -> true;
      case SieveAction.Discard discard -> false;
      case SieveAction.Notify notice -> false;
      case SieveAction.AddHeader added -> false;
      case SieveAction.DeleteHeader deleted -> false;
      case SieveAction.Rewrite rewrite -> false;
      case SieveAction.RememberDuplicate remembered -> false;
    };
  }

  /** All actions; the implicit keep with {@code flags} at the end if it still stands. */
  List<SieveAction> finish(List<String> flags) {
    for (int i = enclosedAt - 1; i >= 0 && changesMessage(actions.get(i)); i--) {
      // No redirect wanted to have them apart.
      actions.remove(i);
    }
    List<SieveAction> all = new ArrayList<>(actions);
    if (implicitKeep) {
      keepIn(all, flags);
    } else if (all.stream().noneMatch(ActionList::disposes)) {
      all.add(new SieveAction.Discard());
    }
    return all;
  }

  /** The implicit keep; a copy into the inbox is made one with it and has the flags of both. */
  private void keepIn(List<SieveAction> all, List<String> flags) {
    for (int i = lastRewrite(all) + 1; i < all.size(); i++) {
      if (isKeep(all.get(i)) && all.get(i) instanceof SieveAction.FileInto copy) {
        all.set(i, new SieveAction.Keep(List.copyOf(FlagList.with(copy.flags(), flags))));
        return;
      }
    }
    all.add(new SieveAction.Keep(List.copyOf(flags)));
  }

  private static boolean disposes(SieveAction action) {
    return action instanceof SieveAction.Keep
        || action instanceof SieveAction.FileInto
        || action instanceof SieveAction.Redirect
        || action instanceof SieveAction.RedirectToList
        || action instanceof SieveAction.Reject;
  }
}
