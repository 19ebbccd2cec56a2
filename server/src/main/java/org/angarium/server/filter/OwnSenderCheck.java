package org.angarium.server.filter;

import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.spf.SpfResult;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Mail from outside that says it is from a domain of ours, and is neither allowed by the domain's
 * SPF record nor signed by the domain. Runs after those.
 */
final class OwnSenderCheck implements Check {
  private static final double FORGED = 5;

  private final OwnDomains own;

  OwnSenderCheck(OwnDomains own) {
    this.own = own;
  }

  @Override
  public String name() {
    return "OWN_SENDER";
  }

  @Override
  public boolean quick() {
    return true;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) throws StoreException {
    EmailAddress sender = facts.sender();
    String forged = forged(sender == null ? null : sender.canonical().domain(), before);
    if (forged == null) {
      forged = forged(DmarcEvaluator.authorDomain(facts.header()), before);
    }
    return forged == null
        ? Outcome.NOTHING
        : Outcome.of(
            new Finding(
                "OWN_SENDER_FORGED",
                FORGED,
                Words.plain(forged),
                Words.plain(
                    "The message comes from outside and names "
                        + forged
                        + ", a domain of this server, as its sender.")));
  }

  /** The domain if it is ours and not proven; null otherwise. */
  private @Nullable String forged(@Nullable String domain, List<Proof> before)
      throws StoreException {
    return domain == null || !own.isOwn(domain) || isProven(domain, before) ? null : domain;
  }

  private static boolean isProven(String domain, List<Proof> before) {
    for (Proof proof : before) {
      boolean proven =
          switch (proof) {
            case Proof.Spf(var verdict) ->
                verdict.result() == SpfResult.PASS && domain.equals(verdict.domain());
            case Proof.Dkim(var results) ->
                results.stream().anyMatch(each -> each.passed() && isBy(each, domain));
            case Proof.Arc _ -> false;
          };
      if (proven) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBy(DkimResult result, String domain) {
    String by = result.domain();
    return by != null && domain.equals(by.toLowerCase(Locale.ROOT));
  }
}
