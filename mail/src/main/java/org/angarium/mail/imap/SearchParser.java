package org.angarium.mail.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.imap.ImapCommand.Search;
import org.angarium.mail.imap.ImapCommand.SearchReturn;
import org.angarium.mail.imap.SearchKey.DateRelation;

/**
 * SEARCH (RFC 9051 §6.4.4, RFC 3501, RFC 4731, RFC 5032, RFC 7162, RFC 8474, RFC 8514). Recursion
 * ends at {@link ImapLimits#searchDepth}, and {@link ImapLimits#searchKeys} bounds the whole.
 */
final class SearchParser {
  private static final SearchKey ALL = new SearchKey.All();

  private final ImapScanner in;
  private Charset charset = StandardCharsets.UTF_8;
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
      charset = charset(in.text(in.astring("a charset"), "charset"));
      in.space();
    }
    List<SearchKey> all = new ArrayList<>();
    do {
      all.add(key(0));
    } while (in.accept(' ') && !in.atEnd());
    return new Search(uid, returns, and(all));
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

  private static Charset charset(String name) throws ImapSyntaxException {
    // A fixed list: what the platform offers beyond it differs from one to the next.
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "US-ASCII", "UTF-8" -> StandardCharsets.UTF_8;
      case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
      default ->
          throw new ImapSyntaxException(
              ImapSyntaxException.Kind.BAD_CHARSET, "Charset is not supported");
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
    if (octet >= '0' && octet <= '9' || octet == '*') {
      return new SearchKey.Sequence(in.ranges(true));
    }
    if (in.accept('$')) {
      return new SearchKey.SavedResult();
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
      case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(name, text());
      case "HEADER" -> {
        String field = text();
        yield new SearchKey.Header(field, text());
      }
      case "BODY" -> new SearchKey.Body(text());
      case "TEXT" -> new SearchKey.Text(text());
      case "UID" -> uids();
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
      case "BEFORE" -> new SearchKey.Internal(DateRelation.BEFORE, date());
      case "ON" -> new SearchKey.Internal(DateRelation.ON, date());
      case "SINCE" -> new SearchKey.Internal(DateRelation.SINCE, date());
      case "SENTBEFORE" -> new SearchKey.Sent(DateRelation.BEFORE, date());
      case "SENTON" -> new SearchKey.Sent(DateRelation.ON, date());
      case "SENTSINCE" -> new SearchKey.Sent(DateRelation.SINCE, date());
      case "SAVEDBEFORE" -> new SearchKey.Saved(DateRelation.BEFORE, date());
      case "SAVEDON" -> new SearchKey.Saved(DateRelation.ON, date());
      case "SAVEDSINCE" -> new SearchKey.Saved(DateRelation.SINCE, date());
      default -> throw ImapScanner.syntax("No such search key");
    };
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

  private String text() throws ImapSyntaxException {
    in.space();
    String text = ImapScanner.decode(in.astring("text to search for"), charset);
    if (text == null) {
      throw ImapScanner.syntax("Text to search for is not in the charset");
    }
    return text;
  }

  private SearchKey uids() throws ImapSyntaxException {
    in.space();
    return in.accept('$') ? new SearchKey.SavedResult() : new SearchKey.Uids(in.ranges(true));
  }

  private long number() throws ImapSyntaxException {
    in.space();
    return in.number("a number", Long.MAX_VALUE);
  }

  private long interval() throws ImapSyntaxException {
    in.space();
    long seconds = in.number("a number of seconds", UidSet.MAX);
    if (seconds == 0) {
      throw ImapScanner.syntax("An interval is at least a second");
    }
    return seconds;
  }

  /**
   * {@code MODSEQ ["entry" type] number}: per-flag sequences are not kept, so entries count all.
   */
  private SearchKey modSeq() throws ImapSyntaxException {
    in.space();
    if (in.peek() == '"') {
      in.string("an entry name");
      in.space();
      String type = in.keyword("an entry type");
      if (!type.equals("PRIV") && !type.equals("SHARED") && !type.equals("ALL")) {
        throw ImapScanner.syntax("No such entry type");
      }
      in.space();
    }
    return new SearchKey.ModSeq(in.number("a modification sequence", Long.MAX_VALUE));
  }

  private String objectId() throws ImapSyntaxException {
    in.space();
    return in.atom("an object id");
  }

  private LocalDate date() throws ImapSyntaxException {
    in.space();
    return DateParser.date(in);
  }
}
