package org.angarium.server.sieve;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.FileCarbonCopy;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a script would do with a message. Nothing is kept, sent or remembered; there are no other
 * mailboxes, scripts or earlier messages.
 *
 * @param actions in order; each a map that begins with its name, as scripts write it
 * @param error why the script failed, or null
 * @param steps what the run cost of {@link SieveLimits#steps}
 */
public record SieveTrial(List<Map<String, Object>> actions, @Nullable String error, int steps) {
  public SieveTrial {
    actions = List.copyOf(actions);
  }

  /**
   * @param script that {@link UserScripts#faults} finds nothing wrong with
   * @param message whole
   * @param from reverse path, empty for the null one
   * @param to the recipient
   */
  public static SieveTrial of(byte[] script, byte[] message, String from, String to, Instant now) {
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    parser.update(message, 0, message.length);
    SieveResult result =
        SieveInterpreter.run(
            UserScripts.compiled(script),
            SieveMessage.of(parser.finish(), MessageSource.of(message)),
            SieveEnvironment.of(from, to, now.atZone(ZoneOffset.UTC), SieveWorld.empty()),
            SieveLimits.DEFAULT);
    List<Map<String, Object>> actions = new ArrayList<>(result.actions().size());
    for (SieveAction action : result.actions()) {
      actions.add(words(action));
    }
    return new SieveTrial(actions, result.error(), result.steps());
  }

  private static Map<String, Object> words(SieveAction action) {
    return switch (action) {
      case SieveAction.Keep keep -> of("keep", "flags", keep.flags());
      case SieveAction.FileInto into ->
          of(
              "fileinto",
              "mailbox",
              into.mailbox(),
              "flags",
              into.flags(),
              "create",
              into.create(),
              "specialuse",
              into.specialUse(),
              "mailboxid",
              into.mailboxId());
      case SieveAction.Redirect redirect -> of("redirect", "address", redirect.address());
      case SieveAction.RedirectToList redirect -> of("redirect", "list", redirect.list());
      case SieveAction.Discard() -> of("discard");
      case SieveAction.Reject reject ->
          of(reject.duringProtocol() ? "ereject" : "reject", "reason", reject.reason());
      case SieveAction.Vacation vacation ->
          of(
              "vacation",
              "to",
              vacation.to(),
              "from",
              vacation.from(),
              "subject",
              vacation.subject(),
              "reason",
              vacation.reason(),
              "seconds",
              vacation.interval().toSeconds(),
              "fcc",
              mailbox(vacation.copy()));
      case SieveAction.Notify notify ->
          of(
              "notify",
              "to",
              notify.notice().recipients(),
              "fields",
              notify.notice().fields().stream()
                  .map(field -> field.name() + ": " + field.value())
                  .toList(),
              "body",
              notify.notice().body(),
              "fcc",
              mailbox(notify.copy()));
      case SieveAction.AddHeader add ->
          of("addheader", "name", add.name(), "value", add.value(), "last", add.last());
      case SieveAction.DeleteHeader delete ->
          of("deleteheader", "name", delete.name(), "positions", delete.positions());
      case SieveAction.Rewrite rewrite ->
          of("replace", "octets", MessageSegment.length(rewrite.message()));
      case SieveAction.RememberDuplicate duplicate ->
          of(
              "duplicate",
              "handle",
              duplicate.handle(),
              "id",
              duplicate.id(),
              "seconds",
              duplicate.interval().toSeconds());
    };
  }

  private static @Nullable String mailbox(@Nullable FileCarbonCopy copy) {
    return copy == null ? null : copy.mailbox();
  }

  /** What is not there, false or empty is left out. */
  private static Map<String, Object> of(String action, @Nullable Object... members) {
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("action", action);
    for (int i = 0; i < members.length; i += 2) {
      Object value = members[i + 1];
      boolean nothing =
          value == null
              || value.equals(false)
              || value.equals("")
              || value instanceof List<?> list && list.isEmpty();
      if (!nothing && value != null) {
        words.put(String.valueOf(members[i]), value);
      }
    }
    return words;
  }
}
