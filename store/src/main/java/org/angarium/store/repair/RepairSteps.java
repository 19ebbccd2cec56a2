package org.angarium.store.repair;

import org.angarium.store.account.AccountId;

/** Is told what a repair does. */
public interface RepairSteps {
  /**
   * Something was done.
   *
   * @param mailbox its number; 0 where it is about the account as a whole
   * @param uid of the message; 0 where it is about the mailbox as a whole
   */
  void done(AccountId account, int mailbox, long uid, String what);
}
