package org.angarium.store.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.SearchKey.DateRelation;
import org.angarium.mail.imap.UidSet;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.MailStore;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.mailbox.NewMessage;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.message.Folding;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.message.Signature;
import org.angarium.store.schema.SignatureRecord;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Search against an evaluator that looks at everything. */
class SearchTest {
  private static final List<String> WORDS =
      List.of("alpha", "Beta", "gamma", "Gr\u00fc\u00dfe", "delta", "al", "\u65e5\u672c\u8a9e");

  @TempDir Path folder;
  private MailStore store;
  private MailboxRef inbox;
  private final List<Known> messages = new ArrayList<>();

  /** What went into a message, known without parsing it. */
  private record Known(
      long uid,
      String prefix,
      String header,
      String subject,
      String from,
      String custom,
      String body,
      Set<String> flags,
      Instant date,
      LocalDate sent,
      long size) {}

  @BeforeEach
  void open() throws Exception {
    store = TestMail.on(new MemoryEngine(), folder);
    inbox = TestMail.inbox(store, 7);
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private UidSet search(SearchKey key) throws Exception {
    return store
        .mailboxes()
        .search(
            inbox,
            store.mailboxes().view(inbox),
            key,
            (uid, why) -> {
              throw new AssertionError(why);
            });
  }

  private void put(Random random) throws Exception {
    String subject = words(random);
    String from = words(random).replace(' ', '.');
    String custom = words(random);
    String body = words(random) + "\r\n" + words(random);
    LocalDate sent = LocalDate.of(2026, 1 + random.nextInt(3), 1 + random.nextInt(4));
    Instant date =
        LocalDate.of(2026, 2, 1 + random.nextInt(5)).atTime(12, 0).toInstant(ZoneOffset.UTC);
    String prefix =
        random.nextBoolean() ? "" : "Delivered-To: " + WORDS.get(random.nextInt(3)) + "\r\n";
    boolean base64 = random.nextBoolean();
    boolean latin = body.chars().allMatch(c -> c < 256) && random.nextBoolean();
    byte[] text = body.getBytes(latin ? ISO_8859_1 : UTF_8);
    String head =
        "From: =?utf-8?B?"
            + Base64.getEncoder().encodeToString(from.getBytes(UTF_8))
            + "?= <x@example.org>\r\nSubject: =?utf-8?B?"
            + Base64.getEncoder().encodeToString(subject.getBytes(UTF_8))
            + "?=\r\nX-Custom: "
            + custom
            + "\r\nDate: "
            + sent.getDayOfMonth()
            + " "
            + List.of("Jan", "Feb", "Mar").get(sent.getMonthValue() - 1)
            + " 2026 23:30:00 -0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset="
            + (latin ? "iso-8859-1" : "utf-8")
            + "\r\nContent-Transfer-Encoding: "
            + (base64 ? "base64" : "8bit")
            + "\r\n\r\n";
    byte[] encoded = base64 ? Base64.getMimeEncoder().encode(text) : text;
    byte[] first = head.getBytes(UTF_8);
    byte[] contents = new byte[first.length + encoded.length];
    System.arraycopy(first, 0, contents, 0, first.length);
    System.arraycopy(encoded, 0, contents, first.length, encoded.length);
    Set<String> flags = random.nextBoolean() ? Set.of("\\Seen", "work") : Set.of("\\Flagged");
    try (StagedBlob blob = TestMail.stage(store, contents)) {
      NewMessage message =
          new NewMessage(
              prefix.getBytes(UTF_8),
              blob,
              MessageStructure.of(contents, MimeLimits.DEFAULT),
              flags,
              date);
      long uid = store.mailboxes().append(inbox, List.of(message)).getFirst().uid();
      messages.add(
          new Known(
              uid,
              prefix,
              header(head, subject, from),
              subject,
              from,
              custom,
              body,
              flags,
              date,
              sent,
              contents.length + (long) prefix.length()));
    }
  }

  /** The header as it reads, without the encoding. */
  private static String header(String head, String subject, String from) {
    return head.replaceFirst("From: =[^ ]*=", "From: " + from)
        .replaceFirst("Subject: =[^ ]*=", "Subject: " + subject);
  }

  private static String words(Random random) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      words.append(WORDS.get(random.nextInt(WORDS.size())));
      words.append(i > 0 ? " " : "");
    }
    return words.toString();
  }

  private static boolean in(String text, String wanted) {
    return text.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
  }

  private static boolean naive(Known message, SearchKey key) {
    return switch (key) {
      case SearchKey.All _ -> true;
      case SearchKey.And(List<SearchKey> keys) -> keys.stream().allMatch(k -> naive(message, k));
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          naive(message, left) || naive(message, right);
      case SearchKey.Not(SearchKey not) -> !naive(message, not);
      case SearchKey.Uids(UidSet uids) -> uids.contains(message.uid);
      case SearchKey.HasFlag(String flag) ->
          message.flags.stream().anyMatch(flag::equalsIgnoreCase);
      case SearchKey.Header(String name, String text) ->
          switch (name.toLowerCase(Locale.ROOT)) {
            case "subject" -> in(message.subject, text);
            case "from" -> in(message.from + " <x@example.org>", text);
            case "x-custom" -> in(message.custom, text);
            case "delivered-to" -> !message.prefix.isEmpty() && in(message.prefix.strip(), text);
            default -> false;
          };
      case SearchKey.Body(String text) -> in(message.body, text);
      case SearchKey.Text(String text) ->
          in(message.body, text) || in(message.header, text) || in(message.prefix, text);
      case SearchKey.Internal(DateRelation relation, LocalDate date) ->
          compare(relation, message.date.atOffset(ZoneOffset.UTC).toLocalDate(), date);
      case SearchKey.Sent(DateRelation relation, LocalDate date) ->
          compare(relation, message.sent, date);
      case SearchKey.Larger(long octets) -> message.size > octets;
      case SearchKey.Smaller(long octets) -> message.size < octets;
      default -> throw new IllegalArgumentException(key.toString());
    };
  }

  private static boolean compare(DateRelation relation, LocalDate day, LocalDate date) {
    return switch (relation) {
      case BEFORE -> day.isBefore(date);
      case ON -> day.isEqual(date);
      case SINCE -> !day.isBefore(date);
    };
  }

  private SearchKey anyKey(Random random, int depth) {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    int from = random.nextInt(Math.max(1, word.length() - 1));
    String text = random.nextBoolean() ? word : word.substring(from).toUpperCase(Locale.ROOT);
    if (text.contains("S") && word.contains("\u00df")) {
      text = "gr\u00fc";
    }
    LocalDate date = LocalDate.of(2026, 2, 1 + random.nextInt(5));
    DateRelation relation = DateRelation.values()[random.nextInt(3)];
    return switch (random.nextInt(depth > 3 ? 10 : 14)) {
      case 0 -> new SearchKey.HasFlag(List.of("\\seen", "WORK", "none").get(random.nextInt(3)));
      case 1 -> new SearchKey.Header("SUBJECT", text);
      case 2 -> new SearchKey.Header("From", text);
      case 3 -> new SearchKey.Header("x-custom", text);
      case 4 -> new SearchKey.Header("Delivered-To", random.nextBoolean() ? "" : text);
      case 5 -> new SearchKey.Body(text);
      case 6 -> new SearchKey.Text(text);
      case 7 -> new SearchKey.Internal(relation, date);
      case 8 -> new SearchKey.Sent(relation, date);
      case 9 -> random.nextBoolean() ? new SearchKey.Larger(420) : new SearchKey.Smaller(420);
      case 10 -> new SearchKey.Not(anyKey(random, depth + 1));
      case 11 -> new SearchKey.Or(anyKey(random, depth + 1), anyKey(random, depth + 1));
      case 12 -> new SearchKey.Uids(UidSet.range(1 + random.nextInt(50), 1 + random.nextInt(50)));
      default ->
          new SearchKey.And(
              List.of(anyKey(random, depth + 1), anyKey(random, depth + 1), new SearchKey.All()));
    };
  }

  @Test
  void findsWhatTheNaiveEvaluatorFinds() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 80; i++) {
      put(random);
    }
    int found = 0;
    for (int i = 0; i < 400; i++) {
      SearchKey key = anyKey(random, 0);
      UidSet.Builder expected = UidSet.builder();
      for (Known message : messages) {
        if (naive(message, key)) {
          expected.add(message.uid);
          found++;
        }
      }
      assertThat(search(key)).as("seed %d: %s", seed, key).isEqualTo(expected.build());
    }
    assertThat(found).isPositive();
  }

  @Test
  void uidsThatAreNotThereMatchNothing() throws Exception {
    Random random = new Random(1);
    put(random);
    put(random);
    assertThat(search(new SearchKey.Uids(UidSet.range(50, UidSet.MAX))).isEmpty()).isTrue();
    assertThat(search(new SearchKey.Uids(UidSet.of(UidSet.MAX))).isEmpty()).isTrue();
    assertThat(search(new SearchKey.Uids(UidSet.range(1, UidSet.MAX))))
        .isEqualTo(UidSet.range(1, 2));
    assertThat(search(new SearchKey.Uids(UidSet.of(50))).isEmpty()).isTrue();
  }

  @Test
  void findsByIdsAgeAndModSeq() throws Exception {
    Random random = new Random(1);
    put(random);
    put(random);
    MailboxView view = store.mailboxes().view(inbox);
    assertThat(search(new SearchKey.EmailId(ObjectIds.email(view.emailId(1)))))
        .isEqualTo(UidSet.of(2));
    assertThat(search(new SearchKey.EmailId("nonsense")).isEmpty()).isTrue();
    long thread = TestMail.open(store, inbox, 1).summary().threadId();
    assertThat(search(new SearchKey.ThreadId(ObjectIds.thread(thread)))).isEqualTo(UidSet.of(1));
    assertThat(search(new SearchKey.ModSeq(view.modSeq(1)))).isEqualTo(UidSet.of(2));
    assertThat(search(new SearchKey.Older(1))).isEqualTo(UidSet.range(1, 2));
    assertThat(search(new SearchKey.Younger(1)).isEmpty()).isTrue();
  }

  @Test
  void signatureNeverExcludesATextThatIsThere() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(5000); j >= 0; j--) {
        text.append((char) (' ' + random.nextInt(i % 2 == 0 || random.nextBoolean() ? 90 : 2000)));
      }
      String folded = Folding.fold(text.toString());
      Signature signature = new Signature();
      signature.add(text.toString());
      byte[] record = SignatureRecord.encode(signature.toBytes());
      int from = random.nextInt(folded.length());
      int to = Math.min(folded.length(), from + random.nextInt(30));
      assertThat(Signature.mayContain(record, Signature.trigrams(folded.substring(from, to))))
          .as("seed %d", seed)
          .isTrue();
    }
  }

  @Test
  void caseAndCompositionDoNotMatter() {
    assertThat(Folding.fold("Stra\u00dfe")).isEqualTo(Folding.fold("STRA\u00dfE"));
    assertThat(Folding.fold("\u00e9")).isEqualTo(Folding.fold("e\u0301"));
    assertThat(Folding.fold("\uff21")).isEqualTo("A");
    assertThat(Folding.fold("abcXYZ 1")).isEqualTo("ABCXYZ 1");
    assertThat(Folding.fold("a{z`\u007f\0")).isEqualTo("A{Z`\u007f\0");
    assertThat(Folding.fold("a\ud800b")).isEqualTo("A\ud800B");
  }
}
