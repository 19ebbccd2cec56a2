package org.angarium.server.main;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.auth.GeneratedPassword;
import org.angarium.server.directory.Directory;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.NewAccount;

/**
 * What a node makes the first time it starts: a domain, an administrator, a user. Passwords are
 * generated and known only to whoever sees them now.
 *
 * @param domain the first domain
 * @param accounts who was made
 */
public record FirstStart(String domain, List<Made> accounts) {

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
   * Makes what is missing; does nothing once there is an administrator. Killed half-way, it goes on
   * at the next start.
   */
  static Optional<FirstStart> run(Directory directory, String domain)
      throws StoreException, DirectoryRefusal, InterruptedException {
    if (!directory.administrators().isEmpty()) {
      return Optional.empty();
    }
    if (directory.domain(domain).isEmpty()) {
      directory.createDomain(domain);
    }
    List<Made> made = new ArrayList<>();
    // The administrator last: he is the sign that all is done.
    for (String name : List.of("user", "admin")) {
      EmailAddress address = new EmailAddress(name, domain);
      String password = GeneratedPassword.next(new SecureRandom());
      byte[] secret = password.getBytes(StandardCharsets.UTF_8);
      boolean administrator = name.equals("admin");
      var there = directory.account(address);
      if (there.isPresent()) {
        directory.setPassword(there.get().id(), secret);
      } else {
        directory.createAccount(
            administrator ? NewAccount.administrator(address) : NewAccount.user(address), secret);
      }
      made.add(new Made(address, password, administrator));
    }
    return Optional.of(new FirstStart(domain, made));
  }
}
