package org.angarium.server.sieve;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.run.MessageChanges;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.store.blob.Blob;
import org.angarium.store.message.MessageFacts;

/**
 * A message that the scripts of several accounts look at: what a script of the site made of it is
 * parsed once for all of them. For one thread.
 */
public final class ScriptedMessage {
  /** Changed forms that are held. */
  private static final int MOST_HELD = 8;

  private final SieveMessage original;
  private final Map<List<SieveAction>, Made> held = new HashMap<>();

  private record Made(List<MessageSegment> segments, SieveMessage message) {}

  /**
   * @param structure of the contents
   */
  public ScriptedMessage(MessageStructure structure, Blob contents) {
    this.original = SieveMessage.of(structure, MessageFacts.source(contents));
  }

  /** As it came. */
  SieveMessage original() {
    return original;
  }

  /** With these changes made. */
  SieveMessage with(List<SieveAction> changes) {
    return changes.isEmpty() ? original : made(changes).message;
  }

  /** A change of the message with other changes made, as a change of the message as it came. */
  SieveAction ofOriginal(SieveAction change, List<SieveAction> changes) {
    return changes.isEmpty() ? change : MessageChanges.ofOriginal(change, made(changes).segments);
  }

  private Made made(List<SieveAction> changes) {
    Made known = held.get(changes);
    if (known == null) {
      List<MessageSegment> segments = MessageChanges.made(changes, original);
      known = new Made(segments, MessageChanges.parsed(segments, original));
      if (held.size() >= MOST_HELD) {
        held.clear();
      }
      held.put(List.copyOf(changes), known);
    }
    return known;
  }
}
