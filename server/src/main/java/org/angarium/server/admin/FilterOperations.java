package org.angarium.server.admin;

import java.net.InetAddress;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.JudgementView;
import org.angarium.server.filter.Chain;
import org.angarium.server.filter.Facts;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Trial;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/** What can be asked of the chain of judgement. Thread-safe. */
public final class FilterOperations {
  private final Chain chain;
  private final Rights rights;

  FilterOperations(Chain chain, Rights rights) {
    this.chain = chain;
    this.rights = rights;
  }

  /**
   * How a message is said to have come.
   *
   * @param client address of the host that brings it, or null
   * @param greeting the name that the host gives itself, or null
   * @param sender the reverse path; empty or null for the null one
   * @param recipient whose settings count, or null
   */
  public record Coming(
      @Nullable String client,
      @Nullable String greeting,
      @Nullable String sender,
      @Nullable String recipient) {}

  /** Judges a message as if another server brought it. Nothing is kept, and nobody is told. */
  public JudgementView tryOut(Actor actor, byte[] message, Coming coming)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.FILTER_TRY, "");
    EmailAddress recipient = address(coming.recipient);
    Facts facts =
        Trial.facts(
            message,
            client(coming.client),
            coming.greeting == null ? "" : coming.greeting,
            address(coming.sender),
            recipient == null ? List.of() : List.of(recipient));
    Judgement judgement = chain.tryOut(facts);
    return JudgementView.of(
        recipient == null ? judgement.verdict() : judgement.verdict(recipient), judgement);
  }

  private static @Nullable EmailAddress address(@Nullable String text)
      throws AdministrationRefusal {
    return text == null || text.isEmpty() || text.equals("<>") ? null : Requests.address(text);
  }

  private static @Nullable InetAddress client(@Nullable String text) throws AdministrationRefusal {
    try {
      return text == null || text.isEmpty() ? null : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException noAddress) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "\"" + text + "\" is no IP address.",
          "Write one such as 192.0.2.1 or 2001:db8::1.");
    }
  }
}
