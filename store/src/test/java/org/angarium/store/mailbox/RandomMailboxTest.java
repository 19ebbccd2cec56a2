package org.angarium.store.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.account.Quota;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.OvertakingEngine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.memory.MemorySpace;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a plain model. */
@SuppressWarnings("NullAway.Init")
class RandomMailboxTest {
  private static final List<String> FLAGS =
      List.of("\\Seen", "\\Deleted", "\\Flagged", "one", "two", "three");

  @TempDir Path folder;

  private static final class Box {
    final MailboxRef ref;
    final Map<Long, Message> messages = new TreeMap<>();
    final Map<Long, Set<Long>> expunged = new TreeMap<>();
    long uidNext = 1;

    Box(MailboxRef ref) {
      this.ref = ref;
    }
  }

  private static final class Message {
    final byte[] contents;
    final long emailId;
    final Set<String> flags;
    long modSeq;

    Message(byte[] contents, long emailId, Set<String> flags) {
      this.contents = contents;
      this.emailId = emailId;
      this.flags = new TreeSet<>(flags);
    }
  }

  private MailStore store;
  private Mailboxes mailboxes;
  private Random random;
  private final List<Box> boxes = new ArrayList<>();
  private int subjects;

  /** The octets and messages that another node put beside those of the model. */
  private long othersOctets;

  private int others;

  /** Views kept, and no view kept. */
  @ParameterizedTest
  @ValueSource(longs = {128L << 20, 0})
  void behavesLikeTheModel(long viewBytes) throws Exception {
    store = store(new MemoryEngine(), "one", viewBytes);
    play(List.of(store), false);
  }

  /** Each step is made by one of two nodes, and now and then the other is faster. */
  @ParameterizedTest
  @ValueSource(longs = {128L << 20, 0})
  void behavesLikeTheModelOnTwoNodesThatHearOfEachOther(long viewBytes) throws Exception {
    MemorySpace space = MemorySpace.shared(Runnable::run);
    assertThat(playOnTwo(space, viewBytes, false, false)).isPositive();
  }

  @Test
  void behavesLikeTheModelOnTwoNodesThatAskBecauseNewsAreLost() throws Exception {
    MemorySpace space = MemorySpace.shared(news -> {});
    assertThat(playOnTwo(space, 128L << 20, true, false)).isPositive();
  }

  /** Else the tests above would show nothing. */
  @Test
  void withoutTheExpectationOfTheAccountTheModelIsMissed() {
    MemorySpace space = MemorySpace.shared(Runnable::run);
    assertThatThrownBy(() -> playOnTwo(space, 128L << 20, false, true))
        .isInstanceOfAny(AssertionError.class, StoreException.class);
  }

  /**
   * @return how often a work ran again
   */
  private int playOnTwo(MemorySpace space, long viewBytes, boolean asking, boolean forgetful)
      throws Exception {
    OvertakingEngine first = new OvertakingEngine(space.node(), forgetful);
    MailStore one = store(first, "one", viewBytes);
    MailStore two = store(space.node(), "two", viewBytes);
    first.overtaker(attempt -> {
      if (attempt < 2 && !boxes.isEmpty() && random.nextInt(4) == 0) {
        AccountId account = boxes.getFirst().ref.account();
        two.mailboxes().refresh(account);
        byte[] contents = TestMail.message("other" + others++, "of the other node");
        TestMail.append(two, two.mailboxes().find(account, "Drafts").orElseThrow().ref(), contents);
        othersOctets += contents.length;
      }
    });
    play(List.of(one, two), asking);
    return first.reruns();
  }

  private MailStore store(Engine engine, String name, long viewBytes) throws StoreException {
    return MailStore.on(
        engine,
        folder.resolve(name),
        new StoreSettings(BlobLimits.DEFAULT, 1 << 20, viewBytes),
        () -> TestMail.NOON);
  }

  private void play(List<MailStore> nodes, boolean asking) throws Exception {
    long seed = new Random().nextLong();
    random = new Random(seed);
    store = nodes.getFirst();
    mailboxes = store.mailboxes();
    AccountId account = new AccountId(1 + random.nextInt(1000));
    for (String name : List.of("INBOX", "Archive", "Trash")) {
      boxes.add(new Box(mailboxes.find(account, name).orElseThrow().ref()));
    }
    try {
      for (int step = 0; step < 600; step++) {
        store = nodes.get(random.nextInt(nodes.size()));
        mailboxes = store.mailboxes();
        if (asking) {
          mailboxes.refresh(account);
        }
        step();
        if (step % 20 == 0) {
          compare();
        }
      }
      compare();
    } catch (AssertionError | RuntimeException | StoreException e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      for (MailStore node : nodes) {
        node.close();
      }
    }
  }

  private Box anyBox() {
    return boxes.get(random.nextInt(boxes.size()));
  }

  private Set<String> anyFlags() {
    Set<String> flags = new HashSet<>();
    for (String flag : FLAGS) {
      if (random.nextInt(3) == 0) {
        flags.add(flag);
      }
    }
    return flags;
  }

  private UidSet anyUids(Box box) {
    UidSet.Builder uids = UidSet.builder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      long first = 1 + random.nextInt((int) box.uidNext + 2);
      uids.add(first, first + random.nextInt(6));
    }
    return uids.build();
  }

  private void step() throws Exception {
    Box box = anyBox();
    switch (random.nextInt(6)) {
      case 0, 1 -> append(box);
      case 2 -> flags(box);
      case 3 -> transfer(box, anyBox(), false);
      case 4 -> transfer(box, anyBox(), true);
      default -> expunge(box);
    }
  }

  private void append(Box box) throws Exception {
    Set<String> flags = anyFlags();
    byte[] contents = TestMail.message("m" + subjects++, "body");
    Appended appended = TestMail.append(store, box.ref, contents, flags.toArray(String[]::new));
    assertThat(appended.uid()).isEqualTo(box.uidNext);
    Message message = new Message(contents, appended.emailId(), flags);
    message.modSeq = appended.modSeq();
    box.messages.put(box.uidNext++, message);
  }

  private void flags(Box box) throws Exception {
    UidSet uids = anyUids(box);
    FlagChange change =
        new FlagChange(
            FlagChange.Kind.values()[random.nextInt(FlagChange.Kind.values().length)], anyFlags());
    FlagsChanged changed = mailboxes.changeFlags(box.ref, uids, change, null);
    UidSet.Builder expected = UidSet.builder();
    box.messages.forEach((uid, message) -> {
      if (!uids.contains(uid)) {
        return;
      }
      Set<String> before = new TreeSet<>(message.flags);
      switch (change.kind()) {
        case REPLACE -> {
          message.flags.clear();
          message.flags.addAll(change.flags());
        }
        case ADD -> message.flags.addAll(change.flags());
        case REMOVE -> message.flags.removeAll(change.flags());
      }
      if (!before.equals(message.flags)) {
        assertThat(changed.modSeq()).isGreaterThan(message.modSeq);
        message.modSeq = changed.modSeq();
        expected.add(uid);
      }
    });
    assertThat(changed.changed()).isEqualTo(expected.build());
  }

  private void transfer(Box from, Box to, boolean move) throws Exception {
    UidSet uids = anyUids(from);
    Copied copied =
        move ? mailboxes.move(from.ref, uids, to.ref) : mailboxes.copy(from.ref, uids, to.ref);
    List<Long> expected = from.messages.keySet().stream().filter(uids::contains).toList();
    assertThat(copied.sourceUids()).isEqualTo(expected);
    long modSeq = mailboxes.view(to.ref).info().highestModSeq();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(copied.targetUids().get(i)).isEqualTo(to.uidNext);
      Message source = Objects.requireNonNull(from.messages.get(expected.get(i)));
      Message message = new Message(source.contents, source.emailId, source.flags);
      message.modSeq = modSeq;
      to.messages.put(to.uidNext++, message);
    }
    if (move && !expected.isEmpty()) {
      from.messages.keySet().removeAll(expected);
      from.expunged.put(modSeq, Set.copyOf(expected));
    }
  }

  private void expunge(Box box) throws Exception {
    UidSet uids = random.nextBoolean() ? null : anyUids(box);
    UidSet removed = mailboxes.expunge(box.ref, uids);
    UidSet.Builder expected = UidSet.builder();
    Set<Long> gone = new HashSet<>();
    box.messages.forEach((uid, message) -> {
      if (message.flags.contains("\\Deleted") && (uids == null || uids.contains(uid))) {
        expected.add(uid);
        gone.add(uid);
      }
    });
    assertThat(removed).isEqualTo(expected.build());
    if (!gone.isEmpty()) {
      box.messages.keySet().removeAll(gone);
      box.expunged.put(mailboxes.view(box.ref).info().highestModSeq(), gone);
    }
  }

  /** Each email is found where it is, and nowhere else. */
  private void compareEmails() throws Exception {
    Map<Long, Set<String>> places = new TreeMap<>();
    for (Box box : boxes) {
      box.messages.forEach((uid, message) ->
          places.computeIfAbsent(message.emailId, id -> new TreeSet<>()).add(box.ref + " " + uid));
    }
    List<Long> asked = new ArrayList<>(places.keySet());
    asked.add(Long.MAX_VALUE);
    Map<Long, Set<String>> found = new TreeMap<>();
    store
        .objects()
        .emails(boxes.getFirst().ref.account(), asked)
        .forEach((email, all) -> {
          Set<String> texts = new TreeSet<>();
          all.forEach(place -> texts.add(place.mailbox() + " " + place.uid()));
          found.put(email, texts);
        });
    assertThat(found).isEqualTo(places);
  }

  private void compare() throws Exception {
    long octets = othersOctets;
    long count = others;
    for (Box box : boxes) {
      MailboxView view = mailboxes.view(box.ref);
      assertThat(view.size()).isEqualTo(box.messages.size());
      assertThat(view.info().uidNext()).isEqualTo(box.uidNext);
      int index = 0;
      for (Map.Entry<Long, Message> entry : box.messages.entrySet()) {
        Message message = entry.getValue();
        assertThat(view.uid(index)).isEqualTo(entry.getKey());
        assertThat(view.emailId(index)).isEqualTo(message.emailId);
        assertThat(view.modSeq(index)).isEqualTo(message.modSeq);
        Set<String> flags = new TreeSet<>();
        for (int bit = 0; bit < view.flagNames().size(); bit++) {
          if (view.flags(index).has(bit)) {
            flags.add(view.flagNames().get(bit));
          }
        }
        assertThat(flags).isEqualTo(message.flags);
        octets += message.contents.length;
        count++;
        index++;
      }
      if (!box.messages.isEmpty()) {
        long uid = box.messages.keySet().iterator().next();
        assertThat(TestMail.read(store, box.ref, uid))
            .isEqualTo(Objects.requireNonNull(box.messages.get(uid)).contents);
      }
      long since = random.nextInt((int) view.info().highestModSeq() + 1);
      UidSet.Builder expunged = UidSet.builder();
      box.expunged.forEach((modSeq, uids) -> {
        if (modSeq > since) {
          uids.forEach(expunged::add);
        }
      });
      assertThat(mailboxes.expungedSince(box.ref, since)).isEqualTo(expunged.build());
    }
    compareEmails();
    AccountId account = boxes.getFirst().ref.account();
    assertThat(mailboxes.quota(account)).isEqualTo(new Quota(octets, 0, count, 0));
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }
}
