package org.angarium.mail.sieve.run;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.ImapSieveEvent;
import org.jspecify.annotations.Nullable;

/**
 * Under which circumstances a script runs.
 *
 * @param sender the reverse path without angle brackets; empty for the null one
 * @param recipient the forward path that brought the message here
 * @param authenticated who handed the message in, if that is known (envelope part {@code auth})
 * @param ownAddresses all addresses of the script's owner, for vacation
 * @param now the current time in the owner's zone
 * @param separator what parts user and detail of a local part (RFC 5233)
 * @param items what {@code environment} shows (RFC 5183 §4.1), such as {@code domain}, {@code
 *     host}, {@code location}, {@code phase}, {@code name}, {@code version}, {@code remote-ip}
 * @param spamPercent how likely the message is spam, from 0 to 100; null if nobody looked
 * @param virusLevel from 1 (clean) to 5 (infected), RFC 5235 §3.3; null if nobody looked
 * @param parameters what came with the envelope beside the addresses
 * @param imapEvent what the script runs on if it isn't a delivery; null if it is one
 * @param received fields that the server puts on top of the message: tests see them, edits do not
 * @param world answers questions
 */
public record SieveEnvironment(
    String sender,
    String recipient,
    @Nullable String authenticated,
    List<String> ownAddresses,
    ZonedDateTime now,
    char separator,
    Map<String, String> items,
    @Nullable Integer spamPercent,
    @Nullable Integer virusLevel,
    EnvelopeParameters parameters,
    @Nullable ImapSieveEvent imapEvent,
    HeaderFields received,
    SieveWorld world) {
  /** Copies the collections. */
  public SieveEnvironment {
    ownAddresses = List.copyOf(ownAddresses);
    items = Map.copyOf(items);
  }

  /** A message without fields of the server. */
  public SieveEnvironment(
      String sender,
      String recipient,
      @Nullable String authenticated,
      List<String> ownAddresses,
      ZonedDateTime now,
      char separator,
      Map<String, String> items,
      @Nullable Integer spamPercent,
      @Nullable Integer virusLevel,
      EnvelopeParameters parameters,
      @Nullable ImapSieveEvent imapEvent,
      SieveWorld world) {
    this(
        sender,
        recipient,
        authenticated,
        ownAddresses,
        now,
        separator,
        items,
        spamPercent,
        virusLevel,
        parameters,
        imapEvent,
        HeaderFields.EMPTY,
        world);
  }

  /** A delivery whose envelope has nothing but addresses. */
  public SieveEnvironment(
      String sender,
      String recipient,
      @Nullable String authenticated,
      List<String> ownAddresses,
      ZonedDateTime now,
      char separator,
      Map<String, String> items,
      @Nullable Integer spamPercent,
      @Nullable Integer virusLevel,
      SieveWorld world) {
    this(
        sender,
        recipient,
        authenticated,
        ownAddresses,
        now,
        separator,
        items,
        spamPercent,
        virusLevel,
        EnvelopeParameters.NONE,
        null,
        HeaderFields.EMPTY,
        world);
  }

  /** The item of the environment; null if it isn't known. */
  @Nullable String item(String name) {
    String ofEvent = imapEvent == null ? ImapSieveEvent.itemOnDelivery(name) : imapEvent.item(name);
    return ofEvent == null ? items.get(name) : ofEvent;
  }

  /** A plain one: own address is the recipient, {@code +} separates, nobody looked for spam. */
  public static SieveEnvironment of(
      String sender, String recipient, ZonedDateTime now, SieveWorld world) {
    return new SieveEnvironment(
        sender, recipient, null, List.of(recipient), now, '+', Map.of(), null, null, world);
  }
}
