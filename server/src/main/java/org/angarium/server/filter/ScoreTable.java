package org.angarium.server.filter;

import java.util.Map;
import org.angarium.mail.address.EmailAddress;

/**
 * Whose mail is judged by which scores. The nearest counts: the account's, else its domain's, else
 * the site's. Thread-safe.
 *
 * @param site for everybody else
 * @param own by address or domain, both canonical
 */
public record ScoreTable(Scores site, Map<String, Scores> own) {
  /** The sum of scores does nothing for anybody. */
  public static final ScoreTable NONE = new ScoreTable(Scores.NONE, Map.of());

  public ScoreTable {
    own = Map.copyOf(own);
  }

  Scores of(EmailAddress recipient) {
    if (own.isEmpty()) {
      return site;
    }
    EmailAddress canonical = recipient.canonical();
    Scores ofDomain = own.getOrDefault(canonical.domain(), site);
    return own.getOrDefault(canonical.toString(), ofDomain);
  }
}
