package org.angarium.server.admin;

import java.util.Set;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.directory.GrantedAccount;

/**
 * The one place where it is decided whether an actor may do what it asks for. First comes {@link
 * #enter}, before anything is read; what an object is must be known before {@link #over} can say
 * whether the actor's right goes as far. What is out of reach is answered as if it were not there;
 * the record says which it was.
 */
final class Rights {
  private final EventSink events;

  Rights(EventSink events) {
    this.events = events;
  }

  /**
   * How far the actor's right to the operation goes.
   *
   * @throws AdministrationRefusal FORBIDDEN when it has none at all
   */
  Reach enter(Actor actor, Operation operation, String target) throws AdministrationRefusal {
    Reach reach = actor.reach(operation);
    if (reach.isNothing()) {
      denied(actor, operation, target, "no-right");
      throw forbidden(operation);
    }
    return reach;
  }

  /** As {@link #enter}, for several at once, of which all are needed. */
  void enter(Actor actor, Set<Operation> operations, String target) throws AdministrationRefusal {
    for (Operation operation : operations) {
      enter(actor, operation, target);
    }
  }

  /**
   * Whether the operation may be done to what is in this domain.
   *
   * @param hidden what is thrown where not: as if the object were not there
   */
  void over(
      Actor actor,
      Operation operation,
      String canonicalDomain,
      String target,
      AdministrationRefusal hidden)
      throws AdministrationRefusal {
    if (!actor.reach(operation).covers(canonicalDomain)) {
      denied(actor, operation, target, "out-of-reach");
      throw hidden;
    }
  }

  /**
   * Whether the operations may be done to this account. To change it, the actor must have all
   * rights that the account has: whoever sets a password can use what it opens.
   *
   * @param hidden as for domains
   */
  void over(
      Actor actor, Set<Operation> operations, GrantedAccount object, AdministrationRefusal hidden)
      throws AdministrationRefusal {
    String target = object.account().primary().toString();
    for (Operation operation : operations) {
      if (!actor.reach(operation).covers(object.account())) {
        denied(actor, operation, target, "out-of-reach");
        throw hidden;
      }
      if (operation != Operation.ACCOUNT_SHOW
          && !object.account().id().equals(actor.account())
          && !actor.outranks(object)) {
        denied(actor, operation, target, "outranked");
        throw new AdministrationRefusal(
            Kind.FORBIDDEN,
            target + " has rights that you do not have.",
            "Ask an administrator of the site.");
      }
    }
  }

  private static AdministrationRefusal forbidden(Operation operation) {
    return new AdministrationRefusal(
        Kind.FORBIDDEN,
        "This login may not do " + operation.label() + ".",
        "Log in as an administrator.");
  }

  private void denied(Actor actor, Operation operation, String target, String reason) {
    events.emit(
        new ServerEvent.AdministrationDenied(
            actor.name(), actor.proof().word(), operation.label(), target, reason));
  }
}
