package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;

/** The actions of one run so far, and whether the implicit keep still stands (RFC 5228 §2.10). */
final class ActionList {
  private static final String NO_COMPANY =
      "reject together with delivery, vacation or another reject";

  private final SieveLimits limits;
  private final List<SieveAction> actions = new ArrayList<>(4);
  private boolean implicitKeep = true;
  private boolean answering;

  /** The place of the action that put the message within another; -1 if none did. */
  private int enclosedAt = -1;

  private int redirects;
  private int notices;

  ActionList(SieveLimits limits) {
    this.limits = limits;
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
    SieveAction.Keep action = new SieveAction.Keep(List.copyOf(flags));
    for (int i = lastRewrite() + 1; i < actions.size(); i++) {
      if (actions.get(i) instanceof SieveAction.Keep) {
        actions.set(i, action);
        return;
      }
    }
    add(action);
  }

  /** Delivery into a mailbox; several into the same are one, as keeps are. */
  void fileInto(SieveAction.FileInto action) throws SieveFault {
    for (int i = lastRewrite() + 1; i < actions.size(); i++) {
      if (actions.get(i) instanceof SieveAction.FileInto earlier
          && earlier.mailbox().equals(action.mailbox())) {
        actions.set(
            i,
            new SieveAction.FileInto(
                earlier.mailbox(),
                action.flags(),
                earlier.create() || action.create(),
                earlier.specialUse() == null ? action.specialUse() : earlier.specialUse(),
                earlier.mailboxId() == null ? action.mailboxId() : earlier.mailboxId()));
        return;
      }
    }
    add(action);
  }

  /** The place of the last change of the content; -1 if there is none. */
  private int lastRewrite() {
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
      all.add(new SieveAction.Keep(List.copyOf(flags)));
    } else if (all.stream().noneMatch(ActionList::disposes)) {
      all.add(new SieveAction.Discard());
    }
    return all;
  }

  private static boolean disposes(SieveAction action) {
    return action instanceof SieveAction.Keep
        || action instanceof SieveAction.FileInto
        || action instanceof SieveAction.Redirect
        || action instanceof SieveAction.RedirectToList
        || action instanceof SieveAction.Reject;
  }
}
