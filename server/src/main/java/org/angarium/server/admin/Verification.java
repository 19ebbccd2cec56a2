package org.angarium.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.server.admin.view.VerifyView;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreVerify;

/** A check of everything that is kept; on a store in use or not. */
public final class Verification {
  private static final int SHOWN = 1_000;

  private Verification() {}

  /** Takes as long as reading everything takes. */
  public static VerifyView of(MailStore store) throws StoreException {
    List<String> problems = new ArrayList<>();
    StoreVerify.Verified verified =
        store
            .verifier()
            .verify(problem -> {
              if (problems.size() < SHOWN) {
                problems.add(
                    problem.kind().name().toLowerCase(Locale.ROOT)
                        + " "
                        + problem.place()
                        + ": "
                        + problem.detail());
              }
            });
    return new VerifyView(
        verified.problems() == 0,
        verified.accounts(),
        verified.messages(),
        verified.blobs(),
        verified.bytes(),
        verified.problems(),
        problems);
  }
}
