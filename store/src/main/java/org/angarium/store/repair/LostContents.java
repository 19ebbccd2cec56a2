package org.angarium.store.repair;

import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobId;
import org.jspecify.annotations.Nullable;

/** Which contents cannot be read. */
public interface LostContents {
  /** Why the contents cannot be read, or null where they can. */
  @Nullable String reason(BlobId blob);

  /** What of the contents can still be read, in order; empty where nothing can. */
  byte[] salvaged(BlobId blob);

  /** The address of the account, for people. */
  String address(AccountId account);
}
