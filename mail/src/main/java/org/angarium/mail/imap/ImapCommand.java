package org.angarium.mail.imap;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every command that the grammar knows. APPEND comes by way of {@link AppendParser}. */
public sealed interface ImapCommand {

  // In any state (RFC 9051 §6.1).

  record Capability() implements ImapCommand {}

  record Noop() implements ImapCommand {}

  record Logout() implements ImapCommand {}

  /** RFC 2971; empty for NIL. Octets that are no UTF-8 are replaced. */
  record Id(Map<String, String> parameters) implements ImapCommand {}

  // Before login (§6.2).

  record StartTls() implements ImapCommand {}

  /**
   * @param initialResponse base64 as sent, empty for {@code =}; null where there is none (RFC 4959)
   */
  record Authenticate(String mechanism, @Nullable String initialResponse) implements ImapCommand {}

  record Login(String user, byte[] password) implements ImapCommand {}

  // After login (§6.3).

  /** Names in upper case. */
  record Enable(Set<String> capabilities) implements ImapCommand {}

  /**
   * SELECT, or EXAMINE where {@code readOnly}.
   *
   * @param condstore RFC 7162 §3.1.8
   */
  record Select(
      MailboxArgument mailbox, boolean readOnly, boolean condstore, @Nullable Resync resync)
      implements ImapCommand {}

  /**
   * The QRESYNC parameter (RFC 7162 §3.2.5).
   *
   * @param knownUids null where not given
   */
  record Resync(long uidValidity, long modSeq, @Nullable UidSet knownUids) {}

  /**
   * @param specialUse attributes asked for (RFC 6154 §3)
   */
  record Create(MailboxArgument mailbox, Set<String> specialUse) implements ImapCommand {}

  record Delete(MailboxArgument mailbox) implements ImapCommand {}

  record Rename(MailboxArgument mailbox, MailboxArgument newName) implements ImapCommand {}

  record Subscribe(MailboxArgument mailbox) implements ImapCommand {}

  record Unsubscribe(MailboxArgument mailbox) implements ImapCommand {}

  /**
   * @param extended whether any form of RFC 5258 was used
   * @param statusItems of {@code RETURN (STATUS (…))} (RFC 5819), else empty
   */
  record ListMailboxes(
      Set<ListSelection> selection,
      MailboxArgument reference,
      List<MailboxArgument> patterns,
      Set<ListReturn> returns,
      List<StatusItem> statusItems,
      boolean extended)
      implements ImapCommand {}

  record Lsub(MailboxArgument reference, MailboxArgument pattern) implements ImapCommand {}

  record Namespace() implements ImapCommand {}

  record Status(MailboxArgument mailbox, List<StatusItem> items) implements ImapCommand {}

  record Idle() implements ImapCommand {}

  record GetQuota(String root) implements ImapCommand {}

  record GetQuotaRoot(MailboxArgument mailbox) implements ImapCommand {}

  // With a mailbox selected (§6.4).

  record Check() implements ImapCommand {}

  record Close() implements ImapCommand {}

  record Unselect() implements ImapCommand {}

  /**
   * @param uids of UID EXPUNGE (RFC 4315), else null
   */
  record Expunge(@Nullable SequenceSet uids) implements ImapCommand {}

  /**
   * @param returns of RETURN (RFC 4731); null for the plain form of RFC 3501
   */
  record Search(boolean uid, @Nullable Set<SearchReturn> returns, SearchKey key)
      implements ImapCommand {}

  /**
   * @param changedSince RFC 7162 §3.1.4.1
   * @param vanished RFC 7162 §3.2.6
   */
  record Fetch(
      boolean uid,
      SequenceSet messages,
      List<FetchItem> items,
      @Nullable Long changedSince,
      boolean vanished)
      implements ImapCommand {}

  /**
   * @param unchangedSince RFC 7162 §3.1.3
   */
  record Store(
      boolean uid,
      SequenceSet messages,
      @Nullable Long unchangedSince,
      StoreMode mode,
      boolean silent,
      Set<String> flags)
      implements ImapCommand {}

  record Copy(boolean uid, SequenceSet messages, MailboxArgument mailbox) implements ImapCommand {}

  /** RFC 6851. */
  record Move(boolean uid, SequenceSet messages, MailboxArgument mailbox) implements ImapCommand {}

  /** What STORE does to flags. */
  enum StoreMode {
    REPLACE,
    ADD,
    REMOVE
  }

  /** RFC 4731, RFC 5182. */
  enum SearchReturn {
    MIN,
    MAX,
    ALL,
    COUNT,
    SAVE
  }

  /** RFC 5258 §3.1, RFC 6154. */
  enum ListSelection {
    SUBSCRIBED,
    REMOTE,
    RECURSIVEMATCH,
    SPECIAL_USE
  }

  /** RFC 5258 §3.2, RFC 6154. */
  enum ListReturn {
    SUBSCRIBED,
    CHILDREN,
    SPECIAL_USE
  }
}
