package org.angarium.mail.smtp;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.ReversePath;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of MAIL and RCPT ({@code esmtp-param}, RFC 5321 §4.1.2). Whether the server
 * offers an extension is not asked here: all of these are offered.
 *
 * <p>What breaks the grammar of a parameter is refused with 501. What follows it and only annotates
 * (ENVID, ORCPT, AUTH) is dropped where it stands for nothing that can be passed on: mail is never
 * lost for it.
 */
final class ParameterReader {
  /** RFC 3461 §4.4. */
  private static final int MAX_ENVELOPE_ID = 100;

  /** RFC 3461 §4.2. */
  private static final int MAX_ORIGINAL_RECIPIENT = 500;

  /** RFC 1870 §5. */
  private static final int MAX_SIZE_DIGITS = 20;

  /** {@code atom} of RFC 5322, for the address types of RFC 3464 §2.1.2. */
  private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~";

  private ParameterReader() {}

  static MailParameters mail(String text, SmtpLimits limits) throws SmtpSyntaxException {
    Map<String, @Nullable String> given = split(text, limits);
    long size = 0;
    BodyType body = null;
    boolean smtpUtf8 = false;
    DsnReturn ret = null;
    String envelopeId = null;
    ReversePath auth = null;
    for (Map.Entry<String, @Nullable String> parameter : given.entrySet()) {
      String value = parameter.getValue();
      switch (parameter.getKey()) {
        case "SIZE" -> size = size(value);
        case "BODY" -> body = body(value);
        case "SMTPUTF8" -> {
          if (value != null) {
            throw bad("SMTPUTF8 takes no value");
          }
          smtpUtf8 = true;
        }
        case "RET" -> ret = ret(value);
        case "ENVID" -> envelopeId = envelopeId(value);
        case "AUTH" -> auth = auth(value);
        default -> throw unknown(parameter.getKey());
      }
    }
    return new MailParameters(size, body, smtpUtf8, ret, envelopeId, auth);
  }

  static RcptParameters rcpt(String text, SmtpLimits limits) throws SmtpSyntaxException {
    Map<String, @Nullable String> given = split(text, limits);
    Set<DsnNotify> notifyOn = Set.of();
    OriginalRecipient originalRecipient = null;
    for (Map.Entry<String, @Nullable String> parameter : given.entrySet()) {
      String value = parameter.getValue();
      switch (parameter.getKey()) {
        case "NOTIFY" -> notifyOn = notifyOn(value);
        case "ORCPT" -> originalRecipient = originalRecipient(value);
        default -> throw unknown(parameter.getKey());
      }
    }
    return new RcptParameters(notifyOn, originalRecipient);
  }

  private static Map<String, @Nullable String> split(String text, SmtpLimits limits)
      throws SmtpSyntaxException {
    Map<String, @Nullable String> parameters = new LinkedHashMap<>();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == ' ') {
        i++;
        continue;
      }
      int end = text.indexOf(' ', i);
      if (end < 0) {
        end = text.length();
      }
      int equals = text.indexOf('=', i);
      boolean valued = equals >= 0 && equals < end;
      String keyword = keyword(text, i, valued ? equals : end);
      String value = valued ? text.substring(equals + 1, end) : null;
      if (value != null && (value.isEmpty() || value.indexOf('=') >= 0)) {
        throw bad("Bad value of " + keyword);
      }
      if (parameters.size() >= limits.maxParameters()) {
        throw bad("Too many parameters");
      }
      if (parameters.containsKey(keyword)) {
        throw bad(keyword + " given twice");
      }
      parameters.put(keyword, value);
      i = end;
    }
    return parameters;
  }

  private static String keyword(String text, int start, int end) throws SmtpSyntaxException {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && (c != '-' || i == start)) {
        throw bad("Bad parameter name");
      }
    }
    if (start == end) {
      throw bad("Bad parameter name");
    }
    return text.substring(start, end).toUpperCase(Locale.ROOT);
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static long size(@Nullable String value) throws SmtpSyntaxException {
    if (value == null || value.length() > MAX_SIZE_DIGITS) {
      throw bad("Bad value of SIZE");
    }
    long size = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw bad("Bad value of SIZE");
      }
      size = size > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : size * 10 + digit;
    }
    return size;
  }

  private static BodyType body(@Nullable String value) throws SmtpSyntaxException {
    for (BodyType type : BodyType.values()) {
      if (type.keyword().equalsIgnoreCase(value)) {
        return type;
      }
    }
    throw bad("Bad value of BODY");
  }

  private static DsnReturn ret(@Nullable String value) throws SmtpSyntaxException {
    for (DsnReturn ret : DsnReturn.values()) {
      if (ret.name().equalsIgnoreCase(value)) {
        return ret;
      }
    }
    throw bad("Bad value of RET");
  }

  private static @Nullable String envelopeId(@Nullable String value) throws SmtpSyntaxException {
    String encoded = xtext("ENVID", value);
    String decoded = encoded.length() > MAX_ENVELOPE_ID ? null : Xtext.decode(encoded);
    // RFC 3461 §4.4: printable ASCII is what a report can return.
    return decoded == null || !decoded.chars().allMatch(c -> c <= '~') ? null : decoded;
  }

  private static ReversePath auth(@Nullable String value) throws SmtpSyntaxException {
    String decoded = Xtext.decode(xtext("AUTH", value));
    if (decoded == null || decoded.equals("<>")) {
      return ReversePath.NULL;
    }
    try {
      return ReversePath.parse(decoded);
    } catch (AddressSyntaxException e) {
      // RFC 4954 §5: what cannot be trusted counts as unknown, so a strange value does no harm.
      return ReversePath.NULL;
    }
  }

  private static String xtext(String keyword, @Nullable String value) throws SmtpSyntaxException {
    if (value == null || !Xtext.isXtext(value)) {
      throw bad("Bad value of " + keyword);
    }
    return value;
  }

  private static Set<DsnNotify> notifyOn(@Nullable String value) throws SmtpSyntaxException {
    EnumSet<DsnNotify> found = EnumSet.noneOf(DsnNotify.class);
    int start = 0;
    while (value != null && start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      found.add(notifyWord(value.substring(start, end)));
      start = end + 1;
    }
    // RFC 3461 §4.1: NEVER stands alone.
    if (found.isEmpty() || found.contains(DsnNotify.NEVER) && found.size() > 1) {
      throw bad("Bad value of NOTIFY");
    }
    return found;
  }

  private static DsnNotify notifyWord(String word) throws SmtpSyntaxException {
    for (DsnNotify each : DsnNotify.values()) {
      if (each.name().equalsIgnoreCase(word)) {
        return each;
      }
    }
    throw bad("Bad value of NOTIFY");
  }

  private static @Nullable OriginalRecipient originalRecipient(@Nullable String value)
      throws SmtpSyntaxException {
    int semicolon = value == null ? -1 : value.indexOf(';');
    if (value == null || semicolon < 1) {
      throw bad("Bad value of ORCPT");
    }
    String type = value.substring(0, semicolon).toLowerCase(Locale.ROOT);
    for (int i = 0; i < type.length(); i++) {
      char c = type.charAt(i);
      if (!isLetterOrDigit(c) && ATOM_MARKS.indexOf(c) < 0) {
        throw bad("Bad value of ORCPT");
      }
    }
    String encoded = value.substring(semicolon + 1);
    // Characters beyond ASCII are for international addresses (RFC 6533 §3), which are judged by
    // their own grammar; all else is xtext.
    if (encoded.chars().allMatch(c -> c < 0x80) && !Xtext.isXtext(encoded)) {
      throw bad("Bad value of ORCPT");
    }
    return value.length() > MAX_ORIGINAL_RECIPIENT ? null : OriginalRecipient.of(type, encoded);
  }

  private static SmtpSyntaxException bad(String text) {
    return SmtpCommandParser.refuse(501, "5.5.4", text);
  }

  private static SmtpSyntaxException unknown(String keyword) {
    return SmtpCommandParser.refuse(555, "5.5.4", "Parameter not recognized: " + keyword);
  }
}
