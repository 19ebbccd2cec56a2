package org.angarium.server.delivery;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.delivery.Resolution.Deliverable;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.sieve.SieveOutcome;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Messages that scripts write, staged to be kept together with the one that they are about. For one
 * thread; close it whatever happened.
 */
final class Letters implements AutoCloseable {
  private final Filing.Services services;

  /** Staged once, though the message may be filed again. */
  private final IdentityHashMap<SieveOutcome.Letter, Contents> staged = new IdentityHashMap<>();

  Letters(Filing.Services services) {
    this.services = services;
  }

  /**
   * The letter with its recipients resolved; null if none of them can be reached.
   *
   * @param full accounts that have no room
   */
  Filing.@Nullable Letter of(SieveOutcome.Letter letter, Set<AccountId> full)
      throws StoreException {
    List<Envelope.Recipient> recipients = new ArrayList<>(letter.recipients().size());
    for (EmailAddress recipient : letter.recipients()) {
      switch (services.resolver().resolveOwn(recipient)) {
        case Deliverable(var local, var remote) -> {
          var room = local.stream().filter(target -> !full.contains(target.account())).toList();
          if (!room.isEmpty() || !remote.isEmpty()) {
            recipients.add(
                new Envelope.Recipient(recipient, new Deliverable(room, remote), Set.of(), null));
          }
        }
        case Resolution.Undeliverable(Resolution.Reason reason) ->
            services
                .events()
                .emit(
                    new DeliveryEvent.Dropped(letter.trace(), recipient.toString(), reason.name()));
      }
    }
    if (recipients.isEmpty()) {
      return null;
    }
    Contents contents = staged.get(letter);
    if (contents == null) {
      contents = Contents.of(services.blobs(), letter.message());
      staged.put(letter, contents);
    }
    // Only addresses can be other than ASCII in a header of ours.
    boolean international =
        Contents.isEightBit(contents.structure().header().raw())
            || letter.recipients().stream().anyMatch(recipient -> !recipient.isAscii());
    Envelope envelope =
        new Envelope(
            letter.trace(),
            Origin.SELF,
            letter.reversePath(),
            recipients,
            international,
            false,
            null,
            null);
    return new Filing.Letter(envelope, contents, null);
  }

  @Override
  public void close() {
    staged.values().forEach(contents -> contents.blob().close());
  }
}
