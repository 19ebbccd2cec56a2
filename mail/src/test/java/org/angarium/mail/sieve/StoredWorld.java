package org.angarium.mail.sieve;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;

/** A world with a mailbox, a use, some annotations and a list in it. */
class StoredWorld implements SieveWorld {
  static final String BOOK = "urn:ietf:params:sieve:addrbook:default";

  private static final List<String> MEMBERS =
      List.of("Coyote+Acme@desert.example.org", "2026-11-22", "42");

  private static final Map<String, String> ENTRIES =
      Map.of("/private/comment", "My own", "/shared/vendor/x/limit", "10", "/private/empty", "");

  @Override
  public boolean mailboxExists(String mailbox) {
    return mailbox.equals("Archive");
  }

  @Override
  public boolean mailboxIdExists(String mailboxId) {
    return mailboxId.equals("F1");
  }

  @Override
  public boolean specialUseExists(String mailbox, String use) {
    return (mailbox.isEmpty() || mailbox.equals("Archive")) && use.equals("\\Archive");
  }

  @Override
  public boolean duplicateSeen(String handle, String id) {
    return id.equals("seen");
  }

  @Override
  public boolean vacationAnswered(String handle, String sender, Duration within) {
    return false;
  }

  @Override
  public @Nullable String metadata(String mailbox, String entry) {
    return mailbox.equals("INBOX") ? ENTRIES.get(entry) : null;
  }

  @Override
  public @Nullable String serverMetadata(String entry) {
    return entry.equals("/shared/admin") ? "mailto:postmaster@acme.example.com" : null;
  }

  @Override
  public boolean listExists(String list) {
    return list.equals(BOOK) || list.equals("tag:acme.example.com,2026:friends");
  }

  @Override
  public @Nullable String listMember(String list, String value) {
    return listExists(list)
        ? MEMBERS.stream().filter(value::equalsIgnoreCase).findFirst().orElse(null)
        : null;
  }

  @Override
  public @Nullable SieveProgram script(ScriptLocation location, String name)
      throws SieveSyntaxException {
    return null;
  }
}
