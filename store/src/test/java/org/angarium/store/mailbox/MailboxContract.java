package org.angarium.store.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.angarium.store.mailbox.TestMail.accept;
import static org.angarium.store.mailbox.TestMail.append;
import static org.angarium.store.mailbox.TestMail.inbox;
import static org.angarium.store.mailbox.TestMail.message;
import static org.angarium.store.mailbox.TestMail.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Quota;
import org.angarium.store.account.Watch;
import org.angarium.store.engine.Engine;
import org.angarium.store.mailbox.MailboxRefusal.Reason;
import org.angarium.store.message.OpenedMessages;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the mailbox service promises, on any engine. */
abstract class MailboxContract {
  static final AccountId BOB = new AccountId(7);
  static final AccountId EVE = new AccountId(8);

  @TempDir Path folder;
  MailStore store;
  Mailboxes mailboxes;

  abstract Engine engine(Path folder) throws StoreException;

  @BeforeEach
  void open() throws StoreException {
    store = TestMail.on(engine(folder), folder);
    mailboxes = store.mailboxes();
  }

  @AfterEach
  void close() throws StoreException {
    store.close();
  }

  private MailboxRef box(String name) throws StoreException {
    return mailboxes.find(BOB, name).orElseThrow().ref();
  }

  private List<String> names() throws StoreException {
    return mailboxes.list(BOB).stream().map(MailboxInfo::name).toList();
  }

  private static void refused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MailboxRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  /** UID to flag names. */
  private Map<Long, Set<String>> flags(MailboxRef mailbox) throws Exception {
    MailboxView view = mailboxes.view(mailbox);
    Map<Long, Set<String>> flags = new TreeMap<>();
    for (int i = 0; i < view.size(); i++) {
      Set<String> names = new TreeSet<>();
      for (int bit = 0; bit < view.flagNames().size(); bit++) {
        if (view.flags(i).has(bit)) {
          names.add(view.flagNames().get(bit));
        }
      }
      flags.put(view.uid(i), names);
    }
    return flags;
  }

  @Test
  void newAccountHasTheUsualMailboxesWithTheirSpecialUse() throws Exception {
    assertThat(names()).containsExactly("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash");
    assertThat(mailboxes.find(BOB, "Sent").orElseThrow().specialUse()).containsExactly("\\Sent");
    assertThat(mailboxes.find(BOB, "inbox").orElseThrow().name()).isEqualTo("INBOX");
    assertThat(mailboxes.list(BOB))
        .extracting(MailboxInfo::uidValidity)
        .doesNotHaveDuplicates()
        .allMatch(validity -> validity > 0 && validity <= UidSet.MAX);
  }

  @Test
  void acceptedMessageIsInEveryRecipientsInboxUnderHisOwnPrefix() throws Exception {
    byte[] contents = message("hello", "text");
    var accepted =
        accept(
            store,
            contents,
            to(7, "INBOX", "Delivered-To: bob\r\n"),
            to(8, "No/Such", "Delivered-To: eve\r\n"),
            to(7, "Archive", ""));
    assertThat(accepted.local()).extracting(Appended::uid).containsExactly(1L, 1L, 1L);
    assertThat(accepted.local().get(1).mailbox()).isEqualTo(inbox(store, 8));
    StoredMessage read = TestMail.open(store, inbox(store, 8), 1);
    assertThat(new String(TestMail.read(store, inbox(store, 8), 1), UTF_8))
        .isEqualTo("Delivered-To: eve\r\n" + new String(contents, UTF_8));
    assertThat(read.size()).isEqualTo(contents.length + 19L);
    assertThat(new String(read.header(), UTF_8)).startsWith("Delivered-To").endsWith("\r\n\r\n");
    assertThat(new String(read.summary().envelope(), UTF_8)).contains("\"hello\"");
    assertThat(read.summary().preview()).isEqualTo("text");
    assertThat(mailboxes.quota(BOB).usedMessages()).isEqualTo(2);
    assertThat(mailboxes.quota(BOB).usedBytes()).isEqualTo(2 * contents.length + 19L);
  }

  @Test
  void viewKnowsOfDeliveriesBeforeAndAfterItWasLoaded() throws Exception {
    accept(store, message("1", "x"), to(7, "INBOX", ""));
    MailboxRef inbox = box("INBOX");
    MailboxView before = mailboxes.view(inbox);
    accept(store, message("2", "x"), to(7, "INBOX", ""));
    MailboxView after = mailboxes.view(inbox);
    assertThat(before.size()).isEqualTo(1);
    assertThat(after.size()).isEqualTo(2);
    assertThat(after.uid(1)).isEqualTo(2);
    assertThat(after.modSeq(1)).isGreaterThan(after.modSeq(0));
    assertThat(after.info().uidNext()).isEqualTo(3);
    assertThat(after.info().highestModSeq()).isEqualTo(after.modSeq(1));
    assertThat(after.internalDate(0)).isEqualTo(TestMail.NOON);
    assertThat(after.emailId(0)).isNotEqualTo(after.emailId(1));
  }

  @Test
  void flagsAreSetAddedAndRemoved() throws Exception {
    MailboxRef inbox = box("INBOX");
    append(store, inbox, message("1", "x"), "\\Seen");
    append(store, inbox, message("2", "x"));
    append(store, inbox, message("3", "x"), "$Work");
    FlagsChanged added =
        mailboxes.changeFlags(
            inbox,
            UidSet.range(1, 3),
            new FlagChange(FlagChange.Kind.ADD, Set.of("\\seen", "$WORK")),
            null);
    assertThat(added.changed()).isEqualTo(UidSet.range(1, 3));
    assertThat(flags(inbox).values()).allMatch(Set.of("\\Seen", "$Work")::equals);
    FlagsChanged again =
        mailboxes.changeFlags(
            inbox, UidSet.of(2), new FlagChange(FlagChange.Kind.ADD, Set.of("\\Seen")), null);
    assertThat(again.changed().isEmpty()).isTrue();
    mailboxes.changeFlags(
        inbox, UidSet.of(1), new FlagChange(FlagChange.Kind.REMOVE, Set.of("\\Seen", "x")), null);
    mailboxes.changeFlags(
        inbox, UidSet.of(3), new FlagChange(FlagChange.Kind.REPLACE, Set.of("\\Flagged")), null);
    assertThat(flags(inbox))
        .isEqualTo(
            Map.of(1L, Set.of("$Work"), 2L, Set.of("$Work", "\\Seen"), 3L, Set.of("\\Flagged")));
    assertThat(mailboxes.view(inbox).info().unseen()).isEqualTo(2);
  }

  @Test // RFC 7162 §3.1.3
  void unchangedSinceLeavesAloneWhatChangedLater() throws Exception {
    MailboxRef inbox = box("INBOX");
    append(store, inbox, message("1", "x"));
    long modSeq = append(store, inbox, message("2", "x")).modSeq();
    FlagChange seen = new FlagChange(FlagChange.Kind.ADD, Set.of("\\Seen"));
    mailboxes.changeFlags(inbox, UidSet.of(1), seen, null);
    FlagsChanged changed =
        mailboxes.changeFlags(
            inbox,
            UidSet.range(1, 2),
            new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")),
            modSeq);
    assertThat(changed.changed()).isEqualTo(UidSet.of(2));
    assertThat(changed.modified()).isEqualTo(UidSet.of(1));
  }

  @Test
  void expungeRemovesTheDeletedAndTheLogTells() throws Exception {
    MailboxRef inbox = box("INBOX");
    for (int i = 1; i <= 4; i++) {
      append(store, inbox, message("m" + i, "x"), i % 2 == 0 ? "\\Deleted" : "\\Seen");
    }
    long before = mailboxes.view(inbox).info().highestModSeq();
    assertThat(mailboxes.expunge(inbox, UidSet.range(3, 4))).isEqualTo(UidSet.of(4));
    long between = mailboxes.view(inbox).info().highestModSeq();
    assertThat(mailboxes.expunge(inbox, null)).isEqualTo(UidSet.of(2));
    assertThat(mailboxes.expunge(inbox, null).isEmpty()).isTrue();
    assertThat(flags(inbox).keySet()).containsExactly(1L, 3L);
    assertThat(mailboxes.open(inbox, 2)).isNull();
    assertThat(TestMail.expungedSince(store, inbox, before).toString()).isEqualTo("2,4");
    assertThat(TestMail.expungedSince(store, inbox, between).toString()).isEqualTo("2");
    assertThat(TestMail.expungedSince(store, inbox, between + 1).isEmpty()).isTrue();
    assertThat(mailboxes.view(inbox).info().deleted()).isZero();
  }

  @Test
  void copyKeepsFlagsDatesAndEmailId() throws Exception {
    MailboxRef inbox = box("INBOX");
    MailboxRef archive = box("Archive");
    append(store, archive, message("0", "x"), "other");
    append(store, inbox, message("1", "x"), "\\Seen", "one", "two");
    Appended second = append(store, inbox, message("2", "x"), "two");
    Copied copied = mailboxes.copy(inbox, UidSet.ALL, archive);
    assertThat(copied.sourceUids()).containsExactly(1L, 2L);
    assertThat(copied.targetUids()).containsExactly(2L, 3L);
    assertThat(flags(archive))
        .isEqualTo(
            Map.of(1L, Set.of("other"), 2L, Set.of("\\Seen", "one", "two"), 3L, Set.of("two")));
    MailboxView view = mailboxes.view(archive);
    assertThat(view.emailId(2)).isEqualTo(second.emailId());
    assertThat(TestMail.read(store, archive, 3)).isEqualTo(message("2", "x"));
  }

  @Test
  void moveTakesMessagesOutOfTheSource() throws Exception {
    MailboxRef inbox = box("INBOX");
    for (int i = 1; i <= 3; i++) {
      append(store, inbox, message("m" + i, "x"));
    }
    MailboxRef trash = box("Trash");
    Copied moved = mailboxes.move(inbox, UidSet.range(2, 3), trash);
    assertThat(moved.targetUids()).containsExactly(1L, 2L);
    assertThat(flags(inbox).keySet()).containsExactly(1L);
    assertThat(TestMail.read(store, trash, 2)).isEqualTo(message("m3", "x"));
    assertThat(mailboxes.quota(BOB).usedMessages()).isEqualTo(3);
    mailboxes.move(trash, UidSet.ALL, trash);
    assertThat(flags(trash).keySet()).containsExactly(3L, 4L);
  }

  @Test
  void messagesGoFromOneAccountToAnother() throws Exception {
    append(store, box("INBOX"), message("1", "x"));
    MailboxRef eve = inbox(store, 8);
    mailboxes.move(box("INBOX"), UidSet.ALL, eve);
    assertThat(TestMail.read(store, eve, 1)).isEqualTo(message("1", "x"));
    assertThat(mailboxes.quota(BOB).usedMessages()).isZero();
    assertThat(mailboxes.quota(EVE).usedMessages()).isEqualTo(1);
  }

  @Test
  void quotaRefusesAppendAndCopyButNotDelivery() throws Exception {
    append(store, box("INBOX"), message("1", "x"));
    mailboxes.limit(BOB, 0, 1);
    refused(Reason.OVER_QUOTA, () -> append(store, box("INBOX"), message("2", "x")));
    refused(Reason.OVER_QUOTA, () -> mailboxes.copy(box("INBOX"), UidSet.ALL, box("Trash")));
    mailboxes.move(box("INBOX"), UidSet.ALL, box("Trash"));
    accept(store, message("3", "x"), to(7, "INBOX", ""));
    assertThat(mailboxes.quota(BOB))
        .isEqualTo(new Quota(message("1", "x").length + message("3", "x").length, 0, 2, 1));
    mailboxes.limit(BOB, 10, 0);
    refused(Reason.OVER_QUOTA, () -> append(store, box("INBOX"), message("2", "x")));
  }

  @Test
  void createMakesTheLevelsAboveAndRefusesBadNames() throws Exception {
    mailboxes.create(BOB, "a/b/c/", Set.of());
    assertThat(names()).contains("a", "a/b", "a/b/c");
    refused(Reason.ALREADY_EXISTS, () -> mailboxes.create(BOB, "a/b", Set.of()));
    refused(Reason.ALREADY_EXISTS, () -> mailboxes.create(BOB, "InBoX", Set.of()));
    for (String bad : List.of("", "/", "/a", "a//b", "a\tb", "a*", "%", "x\ud800y", "\u2028")) {
      refused(Reason.CANNOT, () -> mailboxes.create(BOB, bad, Set.of()));
    }
    refused(Reason.LIMIT, () -> mailboxes.create(BOB, "x".repeat(300), Set.of()));
    refused(Reason.LIMIT, () -> mailboxes.create(BOB, "x/".repeat(200) + "x", Set.of()));
    assertThat(mailboxes.create(BOB, "u\u0308", Set.of()).name()).isEqualTo("\u00fc");
    assertThat(mailboxes.create(BOB, "inbox/x", Set.of()).name()).isEqualTo("INBOX/x");
  }

  @Test // RFC 6154 §3
  void specialUseBelongsToOneMailbox() throws Exception {
    refused(Reason.CANNOT, () -> mailboxes.create(BOB, "Out", Set.of("\\sent")));
    refused(Reason.CANNOT, () -> mailboxes.create(BOB, "Out", Set.of("\\All")));
    mailboxes.delete(box("Sent"));
    assertThat(mailboxes.create(BOB, "Out", Set.of("\\sent")).specialUse())
        .containsExactly("\\Sent");
  }

  @Test
  void deletedMailboxIsGoneWithItsMessages() throws Exception {
    MailboxRef a = mailboxes.create(BOB, "a", Set.of()).ref();
    append(store, a, message("1", "x"));
    mailboxes.view(a);
    mailboxes.delete(a);
    assertThat(names()).doesNotContain("a");
    refused(Reason.NONEXISTENT, () -> mailboxes.view(a));
    refused(Reason.NONEXISTENT, () -> append(store, a, message("2", "x")));
    refused(Reason.NONEXISTENT, () -> mailboxes.delete(a));
    assertThat(mailboxes.open(a, 1)).isNull();
    assertThat(mailboxes.quota(BOB).usedMessages()).isZero();
    long old = mailboxes.create(BOB, "a", Set.of()).uidValidity();
    mailboxes.delete(box("a"));
    assertThat(mailboxes.create(BOB, "a", Set.of()).uidValidity()).isGreaterThan(old);
    refused(Reason.CANNOT, () -> mailboxes.delete(box("INBOX")));
  }

  @Test // RFC 9051 §6.3.5
  void deletedMailboxWithChildrenStaysAsAName() throws Exception {
    mailboxes.create(BOB, "a/b", Set.of());
    append(store, box("a"), message("1", "x"));
    mailboxes.delete(box("a"));
    MailboxInfo name = mailboxes.find(BOB, "a").orElseThrow();
    assertThat(name.selectable()).isFalse();
    assertThat(name.messages()).isZero();
    refused(Reason.HAS_CHILDREN, () -> mailboxes.delete(name.ref()));
    refused(Reason.CANNOT, () -> append(store, name.ref(), message("1", "x")));
    assertThat(mailboxes.create(BOB, "a", Set.of()).selectable()).isTrue();
  }

  @Test
  void renameTakesTheChildrenAlong() throws Exception {
    MailboxRef b = mailboxes.create(BOB, "a/b", Set.of()).ref();
    append(store, b, message("1", "x"));
    mailboxes.rename(box("a"), "x/y");
    assertThat(names()).contains("x", "x/y", "x/y/b").doesNotContain("a", "a/b");
    assertThat(mailboxes.view(b).info().name()).isEqualTo("x/y/b");
    assertThat(mailboxes.view(b).size()).isEqualTo(1);
    refused(Reason.CANNOT, () -> mailboxes.rename(box("x"), "x/y/z"));
    refused(Reason.ALREADY_EXISTS, () -> mailboxes.rename(box("x"), "Sent"));
  }

  @Test // RFC 9051 §6.3.6
  void renamedInboxGivesItsMessagesAndStays() throws Exception {
    append(store, box("INBOX"), message("1", "x"));
    mailboxes.rename(box("INBOX"), "old/mail");
    assertThat(mailboxes.view(box("INBOX")).size()).isZero();
    assertThat(mailboxes.view(box("old/mail")).size()).isEqualTo(1);
  }

  @Test
  void subscriptionsOutliveMailboxes() throws Exception {
    mailboxes.subscribe(BOB, "none/such", true);
    MailboxRef a = mailboxes.create(BOB, "a", Set.of()).ref();
    mailboxes.subscribe(BOB, "a", true);
    mailboxes.delete(a);
    assertThat(mailboxes.subscriptions(BOB)).contains("a", "none/such", "INBOX");
    assertThat(mailboxes.create(BOB, "a", Set.of()).subscribed()).isTrue();
    mailboxes.subscribe(BOB, "a", false);
    mailboxes.subscribe(BOB, "none/such", false);
    assertThat(mailboxes.subscriptions(BOB)).doesNotContain("a", "none/such");
  }

  private void change(MailboxRef mailbox, long uid, FlagChange.Kind kind, Set<String> flags)
      throws Exception {
    mailboxes.changeFlags(mailbox, UidSet.of(uid), new FlagChange(kind, flags), null);
  }

  private static Set<String> keywords(int from, int to) {
    Set<String> keywords = new LinkedHashSet<>();
    for (int i = from; i < to; i++) {
      keywords.add("k" + i);
    }
    return keywords;
  }

  /** What is in memory is what a fresh load gives, and nothing is damaged. */
  private void sound() throws Exception {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }

  /** Flags 0 to 62 are bits of one number, of which one is the sign; the others are a list. */
  @ParameterizedTest
  @ValueSource(ints = {1, 57, 58, 59, 60, 63, 64, 65, 200, 4096})
  void aMailboxHasManyKeywords(int count) throws Exception {
    MailboxRef inbox = box("INBOX");
    Set<String> all = keywords(0, count);
    append(store, inbox, message("1", "x"), all.toArray(new String[0]));
    append(store, inbox, message("2", "x"), "\\Seen", "k" + (count - 1));
    append(store, inbox, message("3", "x"));
    assertThat(flags(inbox))
        .containsExactly(
            Map.entry(1L, new TreeSet<>(all)),
            Map.entry(2L, Set.of("\\Seen", "k" + (count - 1))),
            Map.entry(3L, Set.of()));
    change(inbox, 3, FlagChange.Kind.ADD, Set.of("K" + (count - 1), "\\Seen"));
    change(inbox, 2, FlagChange.Kind.REMOVE, Set.of("k" + (count - 1)));
    assertThat(mailboxes.list(BOB).stream().mapToLong(MailboxInfo::unseen).sum()).isEqualTo(1);
    mailboxes.copy(inbox, UidSet.ALL, box("Archive"));
    sound();
    for (String mailbox : List.of("INBOX", "Archive")) {
      assertThat(flags(box(mailbox)))
          .containsExactly(
              Map.entry(1L, new TreeSet<>(all)),
              Map.entry(2L, Set.of("\\Seen")),
              Map.entry(3L, Set.of("\\Seen", "k" + (count - 1))));
    }
    MailboxRef archive = box("Archive");
    UidSet found =
        mailboxes.search(
            archive,
            mailboxes.view(archive),
            new SearchKey.HasFlag("k" + (count - 1)),
            (uid, why) -> {
              throw new AssertionError(why);
            });
    assertThat(found).isEqualTo(UidSet.builder().add(1).add(3).build());
  }

  @Test
  void whereAllNamesAreTakenOneThatNoMessageHasIsGivenAway() throws Exception {
    MailboxRef inbox = box("INBOX");
    append(store, inbox, message("1", "x"), keywords(0, 4096).toArray(new String[0]));
    assertThat(mailboxes.view(inbox).takesKeywords()).isFalse();
    // The message is kept without what there is no room for; a change of flags is refused.
    append(store, inbox, message("2", "x"), "another", "k7");
    assertThat(flags(inbox).get(2L)).containsExactly("k7");
    refused(Reason.LIMIT, () -> change(inbox, 2, FlagChange.Kind.ADD, Set.of("another")));
    change(inbox, 1, FlagChange.Kind.REMOVE, Set.of("k3", "k4000", "k7"));
    assertThat(mailboxes.view(inbox).takesKeywords()).isTrue();
    // Of what is asked for at once nothing is given away.
    for (String order :
        List.of(
            "k3 k4000 another",
            "k3 another k4000",
            "k4000 k3 another",
            "k4000 another k3",
            "another k3 k4000",
            "another k4000 k3")) {
      Set<String> asked = new LinkedHashSet<>(List.of(order.split(" ")));
      refused(Reason.LIMIT, () -> change(inbox, 2, FlagChange.Kind.ADD, asked));
    }
    change(inbox, 2, FlagChange.Kind.ADD, Set.of("another"));
    assertThat(flags(inbox).get(2L)).containsExactly("another", "k7");
    assertThat(flags(inbox).get(1L)).hasSize(4093).doesNotContain("another", "k3");
    append(store, inbox, message("3", "x"), "third", "fourth");
    assertThat(flags(inbox).get(3L)).hasSize(1);
    assertThat(mailboxes.view(inbox).takesKeywords()).isFalse();
    append(store, box("Archive"), message("4", "x"), "fifth");
    mailboxes.copy(box("Archive"), UidSet.of(1), inbox);
    assertThat(flags(inbox).get(4L)).isEmpty();
    sound();
  }

  @Test
  void whatIsNoKeywordIsRefused() throws Exception {
    MailboxRef inbox = box("INBOX");
    append(store, inbox, message("1", "x"));
    refused(Reason.CANNOT, () -> append(store, inbox, message("1", "x"), "\\Recent"));
    refused(Reason.CANNOT, () -> append(store, inbox, message("1", "x"), "a b"));
    refused(Reason.LIMIT, () -> append(store, inbox, message("1", "x"), "k".repeat(101)));
  }

  @Test
  void summariesAreVisitedInOrderWhetherDenseOrScattered() throws Exception {
    MailboxRef inbox = box("INBOX");
    for (int i = 1; i <= 120; i++) {
      append(store, inbox, message("m" + i, "x"));
    }
    UidSet wanted =
        UidSet.builder().add(1).add(3).add(50, 70).add(110).add(118, 130).add(4000, 5000).build();
    List<Long> seen = new ArrayList<>();
    mailboxes.<RuntimeException>summaries(
        inbox,
        wanted,
        (uid, summary) -> {
          assertThat(new String(summary.envelope(), UTF_8)).contains("\"m" + uid + "\"");
          return seen.add(uid);
        });
    List<Long> expected = new ArrayList<>();
    wanted.forEach(uid -> {
      if (uid <= 120) {
        expected.add(uid);
      }
    });
    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void deletedAccountStaysDeleted() throws Exception {
    append(store, box("INBOX"), message("1", "x"));
    mailboxes.deleteAccount(BOB);
    mailboxes.deleteAccount(BOB);
    assertThat(mailboxes.list(BOB)).isEmpty();
    assertThat(mailboxes.quota(BOB).usedBytes()).isZero();
    refused(Reason.NONEXISTENT, () -> mailboxes.create(BOB, "a", Set.of()));
    assertThatThrownBy(() -> accept(store, message("1", "x"), to(7, "INBOX", "")))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void watchSeesEveryChangeOnce() throws Exception {
    try (Watch watch = mailboxes.watch(BOB)) {
      accept(store, message("1", "x"), to(7, "INBOX", ""));
      assertThat(watch.await(1)).isTrue();
      assertThat(watch.await(1)).isFalse();
      accept(store, message("1", "x"), to(8, "INBOX", ""));
      assertThat(watch.await(1)).isFalse();
      Thread waker =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  accept(store, message("1", "x"), to(7, "INBOX", ""));
                } catch (StoreException e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(watch.await(60_000_000_000L)).isTrue();
      waker.join();
    }
  }

  @Test
  void manyMessagesAreOpenedInOrderWithoutThoseThatAreGone() throws Exception {
    MailboxRef inbox = inbox(store, 7);
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // Some too large to share a page, some too large for a record.
      bodies.add(i + "x".repeat(i % 50 == 7 ? 400_000 : i % 40 == 3 ? 100_000 : 10));
      append(store, inbox, message("number " + i, bodies.get(i)));
    }
    MailboxView view = mailboxes.view(inbox);
    mailboxes.changeFlags(
        inbox,
        UidSet.builder().add(1).add(66, 70).add(200).build(),
        new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")),
        null);
    mailboxes.expunge(inbox, null);
    BitSet wanted = new BitSet();
    wanted.set(0, 200);
    wanted.clear(100, 110);
    List<Long> uids = new ArrayList<>();
    try (OpenedMessages messages = mailboxes.open(inbox, view, wanted)) {
      StoredMessage message = messages.next();
      while (message != null) {
        uids.add(message.uid());
        String text = new String(Objects.requireNonNull(message.wholeUpTo(1 << 20)), UTF_8);
        assertThat(text.endsWith("\r\n\r\n" + bodies.get((int) message.uid() - 1) + "\r\n"))
            .isTrue();
        message = messages.next();
      }
      assertThat(messages.next()).isNull();
    }
    List<Long> expected = new ArrayList<>();
    for (long uid = 2; uid < 200; uid++) {
      if ((uid < 66 || uid > 70) && (uid < 101 || uid > 110)) {
        expected.add(uid);
      }
    }
    assertThat(uids).isEqualTo(expected);
    try (OpenedMessages none = mailboxes.open(inbox, view, new BitSet())) {
      assertThat(none.next()).isNull();
    }
    BitSet gone = new BitSet();
    gone.set(0);
    try (OpenedMessages none = mailboxes.open(inbox, view, gone)) {
      assertThat(none.next()).isNull();
    }
  }
}
