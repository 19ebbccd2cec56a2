package org.angarium.server.directory;

import org.angarium.store.account.AccountId;

/**
 * Is told after each change that was tried, whether or not something came of it: it looks for
 * itself what holds now. Called in the changing thread, after the commit and before the changing
 * call returns; must neither wait nor throw.
 */
public interface DirectoryWatcher {

  /** The account, its credentials or its existence may be another. */
  void accountChanged(AccountId account);

  /** The domain, by its canonical name, may be another or gone. */
  void domainChanged(String domain);
}
