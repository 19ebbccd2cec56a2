package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;

/** The actions of one run so far, and whether the implicit keep still stands (RFC 5228 §2.10). */
final class ActionList {
  private final SieveLimits limits;
  private final List<SieveAction> actions = new ArrayList<>(4);
  private boolean implicitKeep = true;
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

  /** A keep; several are one with the flags of all (RFC 5228 §2.10.3). */
  void keep(List<String> flags) throws SieveFault {
    implicitKeep = false;
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i) instanceof SieveAction.Keep earlier) {
        actions.set(i, new SieveAction.Keep(FlagList.with(earlier.flags(), flags)));
        return;
      }
    }
    add(new SieveAction.Keep(List.copyOf(flags)));
  }

  /** Delivery into a mailbox; several into the same are one with the flags of all. */
  void fileInto(SieveAction.FileInto action) throws SieveFault {
    for (int i = 0; i < actions.size(); i++) {
      if (actions.get(i) instanceof SieveAction.FileInto earlier
          && earlier.mailbox().equals(action.mailbox())) {
        actions.set(
            i,
            new SieveAction.FileInto(
                earlier.mailbox(),
                FlagList.with(earlier.flags(), action.flags()),
                earlier.create() || action.create(),
                earlier.specialUse() == null ? action.specialUse() : earlier.specialUse(),
                earlier.mailboxId() == null ? action.mailboxId() : earlier.mailboxId()));
        return;
      }
    }
    add(action);
  }

  /** Another recipient, or list of them; once however often the script asks for it. */
  void redirect(SieveAction action) throws SieveFault {
    if (actions.contains(action)) {
      return;
    }
    if (++redirects > limits.redirects()) {
      throw new SieveFault("more than " + limits.redirects() + " redirects");
    }
    add(action);
  }

  /** RFC 5435 §8: both the notices and those that each goes to are few. */
  void notice(SieveAction.Notify action) throws SieveFault {
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
    while (!actions.isEmpty() && changesMessage(actions.getLast())) {
      actions.removeLast();
    }
    add(action);
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
    checkCompany(action);
    if (actions.size() >= limits.actions()) {
      throw new SieveFault("more than " + limits.actions() + " actions");
    }
    actions.add(action);
  }

  /** RFC 5429 §2.4: who refuses a message neither delivers nor answers it. */
  private void checkCompany(SieveAction action) throws SieveFault {
    boolean reject = action instanceof SieveAction.Reject;
    for (SieveAction other : actions) {
      if ((reject && excludesReject(other))
          || (other instanceof SieveAction.Reject && excludesReject(action))) {
        throw new SieveFault("reject together with delivery, vacation or another reject");
      }
      if (action instanceof SieveAction.Vacation && other instanceof SieveAction.Vacation) {
        // RFC 5230 §4.7.
        throw new SieveFault("vacation twice");
      }
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
