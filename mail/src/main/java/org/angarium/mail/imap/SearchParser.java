package org.angarium.mail.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.angarium.mail.imap.ImapCommand.Search;
import org.angarium.mail.imap.ImapCommand.SearchReturn;
import org.angarium.mail.imap.SearchKey.DateRelation;
import org.jspecify.annotations.Nullable;

/**
 * SEARCH (RFC 9051 §6.4.4, RFC 3501, RFC 4731, RFC 5032, RFC 7162, RFC 8474, RFC 8514). Recursion
 * ends at {@link ImapLimits#searchDepth}, and {@link ImapLimits#searchKeys} bounds the whole.
 */
final class SearchParser {
  private static final SearchKey ALL = new SearchKey.All();

  /** What the names of entries of MODSEQ begin with. */
  private static final String ENTRY = "/flags/";

  /** What NO [BADCHARSET] tells, RFC 3501 §7.1. */
  private static final Undoable BAD_CHARSET =
      new Undoable("BADCHARSET (US-ASCII UTF-8 ISO-8859-1)", "Charset is not supported");

  private final ImapScanner in;
  private @Nullable Charset charset = StandardCharsets.UTF_8;
  private int keys;

  SearchParser(ImapScanner in) {
    this.in = in;
  }

  /** What follows the command's name. */
  Search search(boolean uid) throws ImapSyntaxException {
    in.space();
    Set<SearchReturn> returns = null;
    if (in.acceptKeyword("RETURN")) {
      in.space();
      returns = returns();
      in.space();
    }
    if (in.acceptKeyword("CHARSET")) {
      in.space();
      charset = charset(ImapScanner.text(in.astring("a charset")));
      in.space();
    }
    return new Search(uid, returns, keys());
  }

  private SearchKey keys() throws ImapSyntaxException {
    List<SearchKey> all = new ArrayList<>();
    try {
      do {
        all.add(key(0));
      } while (in.accept(' ') && !in.atEnd());
    } catch (ImapSyntaxException e) {
      if (e.kind() != ImapSyntaxException.Kind.LIMIT) {
        throw e;
      }
      // A command all the same, so that the session knows what it would have saved (RFC 5182 §2.1).
      in.skipRest();
      return new SearchKey.CannotSearch(Undoable.limit(e.text()));
    }
    return charset == null ? new SearchKey.CannotSearch(BAD_CHARSET) : and(all);
  }

  private Set<SearchReturn> returns() throws ImapSyntaxException {
    in.expect('(', "Expected a list of return options");
    Set<SearchReturn> returns = EnumSet.noneOf(SearchReturn.class);
    if (in.accept(')')) {
      returns.add(SearchReturn.ALL);
      return returns;
    }
    do {
      returns.add(
          switch (in.keyword("a return option")) {
            case "MIN" -> SearchReturn.MIN;
            case "MAX" -> SearchReturn.MAX;
            case "ALL" -> SearchReturn.ALL;
            case "COUNT" -> SearchReturn.COUNT;
            case "SAVE" -> SearchReturn.SAVE;
            default -> throw ImapScanner.syntax("No such return option");
          });
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the return options");
    return returns;
  }

  /** A fixed list: what the platform offers beyond it differs from one to the next. */
  private static @Nullable Charset charset(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "US-ASCII", "UTF-8" -> StandardCharsets.UTF_8;
      case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
      default -> null;
    };
  }

  private static SearchKey and(List<SearchKey> keys) {
    return keys.size() == 1 ? keys.getFirst() : new SearchKey.And(List.copyOf(keys));
  }

  private SearchKey key(int depth) throws ImapSyntaxException {
    if (depth > in.limits().searchDepth()) {
      throw ImapScanner.limit("Search is nested too deep");
    }
    if (++keys > in.limits().searchKeys()) {
      throw ImapScanner.limit("Search has too many keys");
    }
    int octet = in.peek();
    if (octet == '(') {
      return list(depth);
    }
    if (octet >= '0' && octet <= '9' || octet == '*' || octet == '$') {
      return new SearchKey.Sequence(in.sequenceSet());
    }
    return named(in.keyword("a search key"), depth);
  }

  private SearchKey list(int depth) throws ImapSyntaxException {
    in.accept('(');
    List<SearchKey> all = new ArrayList<>();
    do {
      all.add(key(depth + 1));
    } while (in.accept(' '));
    in.expect(')', "Expected the end of a list of search keys");
    return and(all);
  }

  private SearchKey named(String name, int depth) throws ImapSyntaxException {
    return switch (name) {
      case "ALL" -> ALL;
      case "NOT" -> {
        in.space();
        yield new SearchKey.Not(key(depth + 1));
      }
      case "OR" -> {
        in.space();
        SearchKey left = key(depth + 1);
        in.space();
        yield new SearchKey.Or(left, key(depth + 1));
      }
      case "ANSWERED" -> flag("\\Answered");
      case "DELETED" -> flag("\\Deleted");
      case "DRAFT" -> flag("\\Draft");
      case "FLAGGED" -> flag("\\Flagged");
      case "SEEN" -> flag("\\Seen");
      case "RECENT" -> flag("\\Recent");
      case "UNANSWERED" -> not(flag("\\Answered"));
      case "UNDELETED" -> not(flag("\\Deleted"));
      case "UNDRAFT" -> not(flag("\\Draft"));
      case "UNFLAGGED" -> not(flag("\\Flagged"));
      case "UNSEEN" -> not(flag("\\Seen"));
      case "OLD" -> not(flag("\\Recent"));
      case "NEW" -> new SearchKey.And(List.of(flag("\\Recent"), not(flag("\\Seen"))));
      case "KEYWORD" -> flag(keywordFlag());
      case "UNKEYWORD" -> not(flag(keywordFlag()));
      case "BCC", "CC", "FROM", "SUBJECT", "TO" -> text(text -> new SearchKey.Header(name, text));
      case "HEADER" -> {
        in.space();
        String field = ImapScanner.text(in.astring("the name of a header field"));
        yield text(text -> new SearchKey.Header(field, text));
      }
      case "BODY" -> text(SearchKey.Body::new);
      case "TEXT" -> text(SearchKey.Text::new);
      case "UID" -> {
        in.space();
        yield new SearchKey.UidSequence(in.sequenceSet());
      }
      case "LARGER" -> new SearchKey.Larger(number());
      case "SMALLER" -> new SearchKey.Smaller(number());
      case "YOUNGER" -> new SearchKey.Younger(interval());
      case "OLDER" -> new SearchKey.Older(interval());
      case "MODSEQ" -> modSeq();
      case "EMAILID" -> new SearchKey.EmailId(objectId());
      case "THREADID" -> new SearchKey.ThreadId(objectId());
      case "SAVEDATESUPPORTED" -> ALL;
      default -> dated(name);
    };
  }

  private SearchKey dated(String name) throws ImapSyntaxException {
    return switch (name) {
      case "BEFORE" -> date(SearchKey.Internal::new, DateRelation.BEFORE);
      case "ON" -> date(SearchKey.Internal::new, DateRelation.ON);
      case "SINCE" -> date(SearchKey.Internal::new, DateRelation.SINCE);
      case "SENTBEFORE" -> date(SearchKey.Sent::new, DateRelation.BEFORE);
      case "SENTON" -> date(SearchKey.Sent::new, DateRelation.ON);
      case "SENTSINCE" -> date(SearchKey.Sent::new, DateRelation.SINCE);
      case "SAVEDBEFORE" -> date(SearchKey.Saved::new, DateRelation.BEFORE);
      case "SAVEDON" -> date(SearchKey.Saved::new, DateRelation.ON);
      case "SAVEDSINCE" -> date(SearchKey.Saved::new, DateRelation.SINCE);
      default -> throw ImapScanner.syntax("No such search key");
    };
  }

  private SearchKey date(BiFunction<DateRelation, LocalDate, SearchKey> key, DateRelation relation)
      throws ImapSyntaxException {
    in.space();
    return DateParser.date(in)
        .map(date -> key.apply(relation, date))
        .orElseGet(() -> new SearchKey.CannotSearch(Undoable.cannot("There is no such date")));
  }

  private static SearchKey flag(String flag) {
    return new SearchKey.HasFlag(flag);
  }

  private static SearchKey not(SearchKey key) {
    return new SearchKey.Not(key);
  }

  private String keywordFlag() throws ImapSyntaxException {
    in.space();
    return in.atom("a keyword");
  }

  private SearchKey text(Function<String, SearchKey> key) throws ImapSyntaxException {
    in.space();
    byte[] octets = in.astring("text to search for");
    Charset encoding = charset;
    String text = encoding == null ? null : ImapScanner.decode(octets, encoding);
    return text == null
        ? new SearchKey.CannotSearch(Undoable.cannot("Text to search for is not in the charset"))
        : key.apply(text);
  }

  private long number() throws ImapSyntaxException {
    in.space();
    return in.number("a number");
  }

  private long interval() throws ImapSyntaxException {
    in.space();
    return in.nzNumber("a number of seconds");
  }

  /**
   * {@code MODSEQ ["/flags/…" type] number} (RFC 7162 §7): per-flag sequences are not kept, so
   * entries count all.
   */
  private SearchKey modSeq() throws ImapSyntaxException {
    in.space();
    if (in.peek() == '"') {
      byte[] entry = in.string("an entry name");
      if (entry.length == ENTRY.length() || !ImapScanner.text(entry).startsWith(ENTRY)) {
        throw ImapScanner.syntax("No such entry");
      }
      in.space();
      String type = in.keyword("an entry type");
      if (!type.equals("PRIV") && !type.equals("SHARED") && !type.equals("ALL")) {
        throw ImapScanner.syntax("No such entry type");
      }
      in.space();
    }
    return new SearchKey.ModSeq(in.modSequence());
  }

  private String objectId() throws ImapSyntaxException {
    in.space();
    return in.atom("an object id");
  }
}
