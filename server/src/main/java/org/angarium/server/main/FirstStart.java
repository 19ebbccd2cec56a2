package org.angarium.server.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.auth.GeneratedPassword;
import org.angarium.server.directory.Directory;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.NewAccount;

/**
 * What a node makes the first time it starts: a domain, an administrator, a user. Passwords are
 * generated, and kept nowhere but with the person who reads them.
 *
 * <p>The data folder notes which passwords have not been read yet. A start that fails, a kill, or
 * an output that nobody could read leaves the note, and the next start makes new passwords for
 * these accounts and shows them, unless somebody has set others meanwhile.
 *
 * @param domain the first domain
 * @param accounts the accounts and their new passwords
 */
public record FirstStart(String domain, List<Made> accounts) {
  private static final String ADMINISTRATOR = "admin";
  private static final int MAX_HOST = 253;

  /** An account that was made and its password, which is kept nowhere. */
  public record Made(EmailAddress address, String password, boolean administrator) {
    @Override
    public String toString() {
      return "Made[" + address + "]";
    }
  }

  public FirstStart {
    accounts = List.copyOf(accounts);
  }

  /**
   * The canonical form of the first domain.
   *
   * @throws StartException when it is no domain name
   */
  static String domainName(String text) throws StartException {
    String remedy = "Name a domain such as example.org with --domain.";
    try {
      String canonical = Domains.registrable(text);
      // It must have room for the first addresses as well.
      EmailAddress administrator = new EmailAddress(ADMINISTRATOR, canonical);
      if (canonical.length() + "mail.".length() <= MAX_HOST) {
        return administrator.domain();
      }
      throw new StartException("\"" + text + "\" is no domain name.", remedy);
    } catch (AddressSyntaxException malformed) {
      throw new StartException(
          "\"" + text + "\" is no domain name: " + malformed.reason() + ".", remedy, malformed);
    }
  }

  /**
   * Makes what is missing; does nothing once there is an administrator and all passwords were
   * shown. To be called when everything else has been opened: a start that fails makes no accounts.
   */
  static Optional<FirstStart> run(
      Directory directory, DataFolder data, String domain, EventSink events)
      throws IOException, DirectoryRefusal, InterruptedException {
    boolean first = directory.administrators().isEmpty();
    Map<EmailAddress, Long> unshown = data.unshownPasswords(events);
    List<EmailAddress> wanted = new ArrayList<>();
    if (first) {
      if (directory.domain(domain).isEmpty()) {
        directory.createDomain(domain);
      }
      // The administrator last: it is the sign that all is done.
      wanted.add(new EmailAddress("user", domain));
      wanted.add(new EmailAddress(ADMINISTRATOR, domain));
    } else {
      for (Map.Entry<EmailAddress, Long> one : unshown.entrySet()) {
        if (generation(directory, one.getKey()) == one.getValue()) {
          wanted.add(one.getKey());
        }
      }
    }
    if (wanted.isEmpty()) {
      data.passwordsShown();
      return Optional.empty();
    }
    Map<EmailAddress, Long> next = new LinkedHashMap<>();
    for (EmailAddress address : wanted) {
      next.put(address, generation(directory, address) + 1);
    }
    data.unshownPasswords(next);
    List<Made> made = new ArrayList<>();
    for (EmailAddress address : wanted) {
      made.add(make(directory, address));
    }
    return Optional.of(new FirstStart(wanted.getLast().domain(), made));
  }

  private static Made make(Directory directory, EmailAddress address)
      throws StoreException, DirectoryRefusal, InterruptedException {
    String password = GeneratedPassword.next(new SecureRandom());
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    Optional<Account> there = directory.account(address);
    if (there.isPresent()) {
      directory.setPassword(there.get().id(), secret);
      return new Made(address, password, there.get().administrator());
    }
    boolean administrator = address.localPart().equals(ADMINISTRATOR);
    directory.createAccount(
        administrator ? NewAccount.administrator(address) : NewAccount.user(address), secret);
    return new Made(address, password, administrator);
  }

  /** How often the password of the account was set; 0 where there is no account. */
  private static long generation(Directory directory, EmailAddress address) throws StoreException {
    Optional<Account> account = directory.account(address);
    return account.isEmpty()
        ? 0
        : directory.credentials(account.get().id()).map(Credentials::generation).orElse(0L);
  }
}
