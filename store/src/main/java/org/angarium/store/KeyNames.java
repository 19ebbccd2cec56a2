package org.angarium.store;

import java.util.HexFormat;
import java.util.Locale;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Subspace;
import org.angarium.store.schema.Keys;
import org.jspecify.annotations.Nullable;

/** Says what a key stands for by numbers alone, where names cannot be looked up. */
final class KeyNames {
  private static final int SHOWN = 41;

  private KeyNames() {}

  static String of(byte[] key) {
    Subspace subspace = key.length == 0 ? null : subspace(key[0]);
    if (subspace == null) {
      return "record " + HexFormat.of().formatHex(key, 0, Math.min(key.length, SHOWN));
    }
    String kind = kind(subspace);
    return switch (subspace) {
      case ACCOUNT, CHANGE, SCRIPT, OBJECT, MAILBOX, MESSAGE, SUMMARY, PACK ->
          key.length < Keys.ACCOUNT_LENGTH
              ? kind
              : kind
                  + " of account "
                  + new AccountId(Keys.accountOf(key))
                  + (key.length < Keys.MAILBOX_LENGTH || !ofMailboxes(subspace)
                      ? ""
                      : ", mailbox " + Keys.mailboxOf(key))
                  + (key.length < Keys.MAILBOX_LENGTH + 4 || !ofMailboxes(subspace)
                      ? ""
                      : ", UID " + Keys.uidOf(key));
      case META, DIRECTORY, LINK, BLOB, UNLINKED, SEGMENT, BLOB_NAME, QUEUE, QUEUE_INDEX, TRACE ->
          kind + " " + HexFormat.of().formatHex(key, 1, Math.min(key.length, SHOWN));
    };
  }

  /** Whether keys of the subspace name a mailbox after the account. */
  private static boolean ofMailboxes(Subspace subspace) {
    return subspace != Subspace.CHANGE
        && subspace != Subspace.SCRIPT
        && subspace != Subspace.OBJECT;
  }

  static String kind(Subspace subspace) {
    return subspace.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " record";
  }

  static @Nullable Subspace subspace(byte tag) {
    for (Subspace subspace : Subspace.values()) {
      if (subspace.tag() == tag) {
        return subspace;
      }
    }
    return null;
  }
}
