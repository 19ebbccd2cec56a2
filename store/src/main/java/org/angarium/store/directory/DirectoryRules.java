package org.angarium.store.directory;

import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Transaction;

/**
 * What must hold in the directory, whoever changes it: names belong to one owner and to a domain of
 * ours, lists and texts are bounded, no alias points at itself. Each rule reads within the
 * transaction that relies on it.
 */
final class DirectoryRules {
  private final DirectoryLimits limits;
  private final DirectoryLists lists;

  DirectoryRules(DirectoryLimits limits, DirectoryLists lists) {
    this.limits = limits;
    this.lists = lists;
  }

  /** A part of a transaction. */
  interface Step {
    void run() throws StoreException;
  }

  /**
   * Runs a step after which somebody must still be able to sign in and administer, if somebody was
   * before it.
   */
  void keepAdministrator(Reader transaction, Step step) throws StoreException, DirectoryRefusal {
    boolean before = someAdministrator(transaction);
    step.run();
    if (before && !someAdministrator(transaction)) {
      throw new DirectoryRefusal(
          Reason.LAST_ADMINISTRATOR, "Nobody could sign in and administer the system afterwards");
    }
  }

  private boolean someAdministrator(Reader reader) throws StoreException {
    for (Account account : lists.administrators(reader)) {
      byte[] domain =
          account.suspended() ? null : reader.get(DirectoryKeys.domain(account.primary().domain()));
      if (domain != null
          && DirectoryCodec.domain(domain).enabled()
          && reader.get(DirectoryKeys.credentials(account.id())) != null) {
        return true;
      }
    }
    return false;
  }

  /** Makes a name somebody's, unless it is taken or in no domain of ours. */
  static void claim(Transaction transaction, EmailAddress name, DirectoryCodec.Name owner)
      throws StoreException, DirectoryRefusal {
    if (transaction.get(DirectoryKeys.domain(name.domain())) == null) {
      throw new DirectoryRefusal(
          Reason.UNKNOWN_DOMAIN, "There is no domain " + name.domain() + " here");
    }
    if (transaction.get(DirectoryKeys.name(name)) != null) {
      throw new DirectoryRefusal(Reason.EXISTS, "The address " + name + " is taken");
    }
    transaction.put(DirectoryKeys.name(name), DirectoryCodec.encode(owner));
  }

  static Domain requireDomain(Reader reader, String name) throws StoreException, DirectoryRefusal {
    byte[] record = reader.get(DirectoryKeys.domain(name));
    if (record == null) {
      throw new DirectoryRefusal(Reason.UNKNOWN, "There is no domain " + name + " here");
    }
    return DirectoryCodec.domain(record);
  }

  static Account requireAccount(Reader reader, AccountId id)
      throws StoreException, DirectoryRefusal {
    byte[] record = reader.get(DirectoryKeys.account(id));
    if (record == null) {
      throw new DirectoryRefusal(Reason.UNKNOWN, "There is no such account");
    }
    return DirectoryCodec.account(record);
  }

  static Alias requireAlias(Reader reader, EmailAddress address)
      throws StoreException, DirectoryRefusal {
    byte[] record = reader.get(DirectoryKeys.alias(address));
    if (record == null) {
      throw new DirectoryRefusal(Reason.UNKNOWN, "There is no alias " + address);
    }
    return DirectoryCodec.alias(record);
  }

  void checkNames(List<EmailAddress> names) throws DirectoryRefusal {
    if (names.size() > limits.namesPerAccount()) {
      throw new DirectoryRefusal(
          Reason.LIMIT, "At most " + limits.namesPerAccount() + " further addresses");
    }
  }

  void checkValues(String displayName, long quotaBytes, long quotaMessages)
      throws DirectoryRefusal {
    if (displayName.length() > limits.displayNameChars()
        || displayName.chars().anyMatch(Character::isISOControl)) {
      throw new DirectoryRefusal(
          Reason.BAD_VALUE,
          "A display name is one line of at most " + limits.displayNameChars() + " characters");
    }
    if (quotaBytes < 0 || quotaMessages < 0) {
      throw new DirectoryRefusal(Reason.BAD_VALUE, "A quota is not negative; 0 means no limit");
    }
  }

  List<EmailAddress> checkTargets(EmailAddress alias, Set<EmailAddress> targets)
      throws DirectoryRefusal {
    if (targets.isEmpty()) {
      throw new DirectoryRefusal(Reason.BAD_VALUE, "An alias needs a target");
    }
    if (targets.size() > limits.targetsPerAlias()) {
      throw new DirectoryRefusal(
          Reason.LIMIT, "At most " + limits.targetsPerAlias() + " targets of an alias");
    }
    for (EmailAddress target : targets) {
      if (target.canonical().equals(alias)) {
        throw new DirectoryRefusal(Reason.BAD_VALUE, "An alias cannot point at itself");
      }
    }
    return List.copyOf(targets);
  }
}
