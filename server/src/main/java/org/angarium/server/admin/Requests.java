package org.angarium.server.admin;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.queue.QueueId;

/** What requests say, read strictly; and refusals of the directory in words with a remedy. */
final class Requests {
  /** Items of one part of a list at most. */
  static final int MAX_PAGE = 1_000;

  private Requests() {}

  interface Request<T> {
    T run() throws StoreException, DirectoryRefusal, InterruptedException;
  }

  interface QuickRequest<T> {
    T run() throws StoreException, DirectoryRefusal;
  }

  /** Asks the directory, and turns what it refuses into a refusal of ours. */
  static <T> T asked(QuickRequest<T> request) throws StoreException, AdministrationRefusal {
    try {
      return request.run();
    } catch (DirectoryRefusal refusal) {
      throw refused(refusal);
    }
  }

  /** As {@link #asked}, where a password may have to be hashed. */
  static <T> T hashed(Request<T> request)
      throws StoreException, AdministrationRefusal, InterruptedException {
    try {
      return request.run();
    } catch (DirectoryRefusal refusal) {
      throw refused(refusal);
    }
  }

  private static AdministrationRefusal refused(DirectoryRefusal refusal) {
    String text = refusal.publicText();
    return switch (refusal.reason()) {
      case UNKNOWN -> new AdministrationRefusal(Kind.NOT_FOUND, text, "Look at the list.");
      case EXISTS -> new AdministrationRefusal(Kind.CONFLICT, text, "Take another name.");
      case UNKNOWN_DOMAIN -> unknownDomain(text);
      case DOMAIN_NOT_EMPTY ->
          new AdministrationRefusal(Kind.CONFLICT, text, "Delete its accounts and aliases first.");
      case WEAK_PASSWORD ->
          new AdministrationRefusal(
              Kind.INVALID,
              text,
              "Take several words that have nothing to do with each other, or let \"angarium account"
                  + " set-password --generate\" make one.");
      case BAD_DOMAIN, BAD_ADDRESS, BAD_VALUE, LIMIT ->
          new AdministrationRefusal(Kind.INVALID, text, "Change it and try again.");
      case LAST_ADMINISTRATOR ->
          new AdministrationRefusal(
              Kind.CONFLICT,
              text,
              "Make somebody else an administrator first, in a domain that stays enabled.");
    };
  }

  private static AdministrationRefusal unknownDomain(String text) {
    return new AdministrationRefusal(
        Kind.INVALID, text, "Make the domain first: angarium domain add NAME.");
  }

  /** What is said of an address in a domain that is not there, or that the actor may not see. */
  static AdministrationRefusal noDomainFor(EmailAddress address) {
    return unknownDomain("There is no domain " + address.domain() + " here");
  }

  static AdministrationRefusal notFound(String what, String name, String command) {
    return new AdministrationRefusal(
        Kind.NOT_FOUND,
        "There is no " + what + " " + name + ".",
        "\"angarium " + command + "\" shows what there is.");
  }

  static List<EmailAddress> addresses(List<String> texts) throws AdministrationRefusal {
    List<EmailAddress> addresses = new ArrayList<>(texts.size());
    for (String text : texts) {
      addresses.add(address(text));
    }
    return addresses;
  }

  static EmailAddress address(String text) throws AdministrationRefusal {
    try {
      return EmailAddress.parse(text);
    } catch (AddressSyntaxException malformed) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "\"" + text + "\" is no address: " + malformed.getMessage() + ".",
          "Write it as user@example.org.");
    }
  }

  /** The canonical name, or the text itself, which then names nothing. */
  static String domain(String text) {
    try {
      return Domains.canonical(text);
    } catch (AddressSyntaxException noDomain) {
      return text;
    }
  }

  static QueueId queueId(String text) throws AdministrationRefusal {
    try {
      if (!text.isEmpty() && text.length() <= 16) {
        return new QueueId(Long.parseUnsignedLong(text, 16));
      }
    } catch (NumberFormatException malformed) {
      // said below
    }
    throw new AdministrationRefusal(
        Kind.INVALID,
        "\"" + text + "\" is no queue id.",
        "\"angarium queue list\" shows the ids: up to sixteen hexadecimal digits.");
  }

  /** How many items of a list are wanted. */
  static int limit(int limit) throws AdministrationRefusal {
    if (limit < 1 || limit > MAX_PAGE) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "A part of a list has 1 to " + MAX_PAGE + " items.",
          "Ask for the following parts with after=.");
    }
    return limit;
  }
}
