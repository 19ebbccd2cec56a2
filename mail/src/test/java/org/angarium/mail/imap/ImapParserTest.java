package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.imap.FetchItem.Attribute;
import org.angarium.mail.imap.FetchItem.Kind;
import org.angarium.mail.imap.FetchItem.Section;
import org.angarium.mail.imap.FetchItem.Text;
import org.angarium.mail.imap.ImapCommand.ListReturn;
import org.angarium.mail.imap.ImapCommand.ListSelection;
import org.angarium.mail.imap.ImapCommand.SearchReturn;
import org.angarium.mail.imap.ImapCommand.StoreMode;
import org.angarium.mail.imap.SearchKey.DateRelation;
import org.junit.jupiter.api.Test;

/** RFC 9051 §9 and kin: what each command means. */
class ImapParserTest {
  private final ImapParser parser = new ImapParser(ImapLimits.DEFAULT);

  private ImapCommand parse(String command) throws ImapSyntaxException {
    byte[] bytes = ("a1 " + command + "\r\n").getBytes(UTF_8);
    ImapRequest request = parser.parse(bytes, bytes.length);
    assertThat(request.tag()).isEqualTo("a1");
    return request.command();
  }

  private static MailboxArgument name(String text) {
    return new MailboxArgument.Name(text);
  }

  private static SequenceSet set(long first, long last) {
    return SequenceSet.Numbers.of(UidSet.range(first, last));
  }

  @Test
  void commandsWithoutArguments() throws Exception {
    assertThat(parse("CAPABILITY")).isEqualTo(new ImapCommand.Capability());
    assertThat(parse("noop")).isEqualTo(new ImapCommand.Noop());
    assertThat(parse("Logout")).isEqualTo(new ImapCommand.Logout());
    assertThat(parse("STARTTLS")).isEqualTo(new ImapCommand.StartTls());
    assertThat(parse("NAMESPACE")).isEqualTo(new ImapCommand.Namespace());
    assertThat(parse("IDLE")).isEqualTo(new ImapCommand.Idle());
    assertThat(parse("CHECK")).isEqualTo(new ImapCommand.Check());
    assertThat(parse("CLOSE")).isEqualTo(new ImapCommand.Close());
    assertThat(parse("UNSELECT ")).isEqualTo(new ImapCommand.Unselect());
    assertThat(parse("EXPUNGE")).isEqualTo(new ImapCommand.Expunge(null));
    assertThat(parse("UID EXPUNGE 3:4")).isEqualTo(new ImapCommand.Expunge(set(3, 4)));
  }

  @Test
  void loginTakesAtomsQuotedStringsAndLiterals() throws Exception {
    for (String form :
        List.of(
            "LOGIN joe@example.test secret]",
            "LOGIN \"joe@example.test\" \"secret]\"",
            "LOGIN {16}\r\njoe@example.test {7+}\r\nsecret]")) {
      ImapCommand.Login login = (ImapCommand.Login) parse(form);
      assertThat(login.user()).isEqualTo("joe@example.test");
      assertThat(login.password()).asString(UTF_8).isEqualTo("secret]");
    }
    ImapCommand.Login escaped = (ImapCommand.Login) parse("LOGIN u \"a\\\\b\\\"c\"");
    assertThat(escaped.password()).asString(UTF_8).isEqualTo("a\\b\"c");
  }

  @Test
  void authenticateWithAndWithoutInitialResponse() throws Exception {
    assertThat(parse("AUTHENTICATE plain")).isEqualTo(new ImapCommand.Authenticate("PLAIN", null));
    assertThat(parse("AUTHENTICATE PLAIN =")).isEqualTo(new ImapCommand.Authenticate("PLAIN", ""));
    assertThat(parse("AUTHENTICATE SCRAM-SHA-256 AGE+/b=="))
        .isEqualTo(new ImapCommand.Authenticate("SCRAM-SHA-256", "AGE+/b=="));
  }

  @Test
  void idCarriesAList() throws Exception {
    assertThat(parse("ID NIL")).isEqualTo(new ImapCommand.Id(Map.of()));
    assertThat(parse("ID (\"name\" \"x\" \"version\" NIL)"))
        .isEqualTo(new ImapCommand.Id(Map.of("name", "x", "version", "")));
    StringBuilder many = new StringBuilder("ID (\"f0\" \"v\"");
    for (int i = 1; i < 40; i++) {
      many.append(" \"f").append(i).append("\" \"v\"");
    }
    assertThat(((ImapCommand.Id) parse(many + ")")).parameters()).hasSize(30).containsKey("f29");
  }

  @Test
  void mailboxNamesAreDecoded() throws Exception {
    assertThat(parse("SELECT inbox"))
        .isEqualTo(new ImapCommand.Select(name("INBOX"), false, false, null));
    assertThat(parse("EXAMINE Entw&APw-rfe"))
        .isEqualTo(new ImapCommand.Select(name("Entwürfe"), true, false, null));
    assertThat(parse("SELECT \"Entwürfe\" (CONDSTORE)"))
        .isEqualTo(new ImapCommand.Select(name("Entwürfe"), false, true, null));
    assertThat(parse("CREATE {3}\r\na&- (USE (\\Drafts \\Sent))"))
        .hasToString(
            new ImapCommand.Create(name("a&"), Set.of())
                .toString()
                .replace("[]", "[\\Drafts, \\Sent]"));
    assertThat(parse("DELETE a/b")).isEqualTo(new ImapCommand.Delete(name("a/b")));
    assertThat(parse("RENAME \"a b\" c")).isEqualTo(new ImapCommand.Rename(name("a b"), name("c")));
    assertThat(parse("SUBSCRIBE x")).isEqualTo(new ImapCommand.Subscribe(name("x")));
    assertThat(parse("UNSUBSCRIBE x")).isEqualTo(new ImapCommand.Unsubscribe(name("x")));
    assertThat(parse("GETQUOTAROOT INBOX")).isEqualTo(new ImapCommand.GetQuotaRoot(name("INBOX")));
    assertThat(parse("GETQUOTA \"\"")).isEqualTo(new ImapCommand.GetQuota(""));
  }

  @Test
  void selectWithQresync() throws Exception {
    ImapCommand.Select select =
        (ImapCommand.Select)
            parse("SELECT INBOX (QRESYNC (67890007 20050715194045000 41:211 (1,9 5,9)))");
    assertThat(select.resync())
        .isEqualTo(new ImapCommand.Resync(67890007, 20050715194045000L, UidSet.range(41, 211)));
    assertThat(((ImapCommand.Select) parse("SELECT x (QRESYNC (1 2))")).resync())
        .isEqualTo(new ImapCommand.Resync(1, 2, null));
  }

  @Test
  void listInAllForms() throws Exception {
    assertThat(parse("LIST \"\" *"))
        .isEqualTo(
            new ImapCommand.ListMailboxes(
                Set.of(), name(""), List.of(name("*")), Set.of(), List.of(), false));
    assertThat(
            parse(
                "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (INBOX \"a/%\") RETURN (CHILDREN STATUS (MESSAGES UNSEEN))"))
        .isEqualTo(
            new ImapCommand.ListMailboxes(
                EnumSet.of(ListSelection.SUBSCRIBED, ListSelection.RECURSIVEMATCH),
                name(""),
                List.of(name("INBOX"), name("a/%")),
                EnumSet.of(ListReturn.CHILDREN),
                List.of(StatusItem.MESSAGES, StatusItem.UNSEEN),
                true));
    assertThat(parse("LIST () \"\" \"\" RETURN ()"))
        .isInstanceOfSatisfying(
            ImapCommand.ListMailboxes.class, list -> assertThat(list.extended()).isTrue());
    assertThat(parse("LSUB \"\" %")).isEqualTo(new ImapCommand.Lsub(name(""), name("%")));
    assertThat(parse("STATUS blurdybloop (UIDNEXT MESSAGES HIGHESTMODSEQ SIZE MAILBOXID)"))
        .isEqualTo(
            new ImapCommand.Status(
                name("blurdybloop"),
                List.of(
                    StatusItem.UIDNEXT,
                    StatusItem.MESSAGES,
                    StatusItem.HIGHESTMODSEQ,
                    StatusItem.SIZE,
                    StatusItem.MAILBOXID)));
  }

  @Test
  void fetchMacrosAndAttributes() throws Exception {
    assertThat(parse("FETCH 2:4 ALL"))
        .isEqualTo(
            new ImapCommand.Fetch(
                false,
                set(2, 4),
                List.of(
                    Attribute.FLAGS,
                    Attribute.INTERNALDATE,
                    Attribute.RFC822_SIZE,
                    Attribute.ENVELOPE),
                null,
                false));
    assertThat(
            parse(
                "UID FETCH * (UID BODY BODYSTRUCTURE PREVIEW (LAZY) EMAILID) (CHANGEDSINCE 12345 VANISHED)"))
        .isEqualTo(
            new ImapCommand.Fetch(
                true,
                new SequenceSet.Numbers(UidSet.EMPTY, UidSet.EMPTY, true),
                List.of(
                    Attribute.UID,
                    Attribute.BODY,
                    Attribute.BODYSTRUCTURE,
                    Attribute.PREVIEW,
                    Attribute.EMAILID),
                12345L,
                true));
    assertThat(((ImapCommand.Fetch) parse("FETCH 1 PREVIEW (CHANGEDSINCE 5)")).changedSince())
        .isEqualTo(5);
  }

  private Section section(String item) throws ImapSyntaxException {
    return (Section) ((ImapCommand.Fetch) parse("FETCH 1 " + item)).items().getFirst();
  }

  @Test
  void fetchSections() throws Exception {
    assertThat(section("BODY[]"))
        .isEqualTo(new Section(Kind.BODY, List.of(), Text.ALL, List.of(), false, -1, 0, "BODY[]"));
    assertThat(section("body.peek[4.2.header.fields (Date \"From\")]<10.20>"))
        .isEqualTo(
            new Section(
                Kind.BODY,
                List.of(4L, 2L),
                Text.HEADER_FIELDS,
                List.of("Date", "From"),
                true,
                10,
                20,
                "BODY[4.2.HEADER.FIELDS (Date From)]<10>"));
    assertThat(section("BODY[HEADER.FIELDS.NOT (Received)]").label())
        .isEqualTo("BODY[HEADER.FIELDS.NOT (Received)]");
    assertThat(section("BODY[1.MIME]").text()).isEqualTo(Text.MIME);
    assertThat(section("BODY[TEXT]<0.1>").partial()).isTrue();
    assertThat(section("BODY[3]").part()).containsExactly(3L);
    assertThat(section("BINARY.PEEK[1.2]<5.6>").kind()).isEqualTo(Kind.BINARY);
    assertThat(section("BINARY.SIZE[1]").label()).isEqualTo("BINARY.SIZE[1]");
    assertThat(section("RFC822.HEADER").peek()).isTrue();
    assertThat(section("RFC822.TEXT").text()).isEqualTo(Text.TEXT);
    assertThat(section("RFC822").label()).isEqualTo("RFC822");
  }

  @Test
  void storeCopyAndMove() throws Exception {
    assertThat(parse("STORE 2:4 +FLAGS (\\deleted $Junk)"))
        .isEqualTo(
            new ImapCommand.Store(
                false, set(2, 4), null, StoreMode.ADD, false, Set.of("\\Deleted", "$Junk")));
    assertThat(parse("UID STORE 7 (UNCHANGEDSINCE 320162338) -flags.silent \\Seen"))
        .isEqualTo(
            new ImapCommand.Store(
                true, set(7, 7), 320162338L, StoreMode.REMOVE, true, Set.of("\\Seen")));
    assertThat(parse("STORE $ FLAGS ()"))
        .isEqualTo(
            new ImapCommand.Store(
                false, new SequenceSet.SavedResult(), null, StoreMode.REPLACE, false, Set.of()));
    assertThat(parse("COPY 2:4 MEETING"))
        .isEqualTo(new ImapCommand.Copy(false, set(2, 4), name("MEETING")));
    assertThat(parse("UID MOVE 42:69 foo"))
        .isEqualTo(new ImapCommand.Move(true, set(42, 69), name("foo")));
  }

  private SearchKey key(String keys) throws ImapSyntaxException {
    return ((ImapCommand.Search) parse("SEARCH " + keys)).key();
  }

  @Test
  void searchKeys() throws Exception {
    assertThat(key("FLAGGED SINCE 1-Feb-1994 NOT FROM \"Smith\""))
        .isEqualTo(
            new SearchKey.And(
                List.of(
                    new SearchKey.HasFlag("\\Flagged"),
                    new SearchKey.Internal(DateRelation.SINCE, LocalDate.of(1994, 2, 1)),
                    new SearchKey.Not(new SearchKey.Header("FROM", "Smith")))));
    assertThat(key("OR 1:3,5 (UID 7:* SEEN)"))
        .isEqualTo(
            new SearchKey.Or(
                new SearchKey.Sequence(
                    SequenceSet.Numbers.of(UidSet.builder().add(1, 3).add(5).build())),
                new SearchKey.And(
                    List.of(
                        new SearchKey.UidSequence(SequenceSet.Numbers.from(7)),
                        new SearchKey.HasFlag("\\Seen")))));
    assertThat(key("CHARSET UTF-8 TEXT {6}\r\nмаш")).isEqualTo(new SearchKey.Text("маш"));
    assertThat(key("HEADER Message-ID <x@y>"))
        .isEqualTo(new SearchKey.Header("Message-ID", "<x@y>"));
    assertThat(key("SENTON \" 5-Jul-2020\"".replace("\" ", "\"")))
        .isEqualTo(new SearchKey.Sent(DateRelation.ON, LocalDate.of(2020, 7, 5)));
    assertThat(key("YOUNGER 259200")).isEqualTo(new SearchKey.Younger(259200));
    assertThat(key("LARGER 1000000")).isEqualTo(new SearchKey.Larger(1_000_000));
    assertThat(key("MODSEQ \"/flags/\\\\draft\" all 620162338"))
        .isEqualTo(new SearchKey.ModSeq(620162338));
    assertThat(key("UNKEYWORD $Junk")).isEqualTo(new SearchKey.Not(new SearchKey.HasFlag("$Junk")));
    assertThat(key("$ SMALLER 9"))
        .isEqualTo(
            new SearchKey.And(
                List.of(
                    new SearchKey.Sequence(new SequenceSet.SavedResult()),
                    new SearchKey.Smaller(9))));
  }

  @Test
  void searchReturnOptions() throws Exception {
    assertThat(((ImapCommand.Search) parse("UID SEARCH RETURN (MIN COUNT) ALL")).returns())
        .containsExactlyInAnyOrder(SearchReturn.MIN, SearchReturn.COUNT);
    assertThat(((ImapCommand.Search) parse("SEARCH RETURN () ALL")).returns())
        .containsExactly(SearchReturn.ALL);
    assertThat(((ImapCommand.Search) parse("SEARCH ALL")).returns()).isNull();
  }

  @Test
  void enableTakesNames() throws Exception {
    assertThat(parse("ENABLE condstore X-GOOD-IDEA"))
        .isEqualTo(new ImapCommand.Enable(Set.of("CONDSTORE", "X-GOOD-IDEA")));
  }
}
