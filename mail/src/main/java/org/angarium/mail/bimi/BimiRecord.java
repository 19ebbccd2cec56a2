package org.angarium.mail.bimi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.TagList;
import org.jspecify.annotations.Nullable;

/**
 * An assertion record as it stands in DNS (§4.2 of the draft).
 *
 * @param location {@code l=}: where the logo lies, an https URI; empty for none
 * @param evidence {@code a=}: where the certificate lies, an https URI; empty for none
 * @param personal {@code avp=personal}: whether a picture that the reader has of the sender goes
 *     before the logo
 * @param localParts {@code lps=}: how local-parts begin, in lower case, for which another record is
 *     looked up; empty for all, null for none
 */
public record BimiRecord(
    String location, String evidence, boolean personal, @Nullable List<String> localParts) {
  private static final int MAX_OCTETS = 4_096;
  private static final int MAX_TAGS = 16;
  private static final int MAX_URI = 2_048;
  private static final String HTTPS = "https://";

  /** Whether a list of tags begins with {@code v=BIMI1}. */
  static boolean hasVersion(String text) {
    int semicolon = text.indexOf(';');
    String first = semicolon < 0 ? text : text.substring(0, semicolon);
    return first.length() < 64 && TagList.squeezed(first).equals("v=BIMI1");
  }

  /** Reads a record. */
  public static BimiRecord parse(String text) throws DkimSyntaxException {
    if (text.length() > MAX_OCTETS) {
      throw new DkimSyntaxException("record too long");
    }
    if (!hasVersion(text)) {
      throw new DkimSyntaxException("unknown version");
    }
    Map<String, String> tags = TagList.parse(text, MAX_TAGS).tags();
    // §4.2: required, though it may be empty
    if (!tags.containsKey("l")) {
      throw new DkimSyntaxException("no location");
    }
    return new BimiRecord(
        uri(tags.getOrDefault("l", "")),
        uri(tags.getOrDefault("a", "")),
        // Nothing is to be made of capitals that should be none.
        "personal".equals(tags.get("avp")),
        prefixes(tags.get("lps")));
  }

  /** Whether mail of this local-part, which is normalized, may have a record of its own (§5.2). */
  boolean hasRecordFor(String localPart) {
    return localParts != null
        && (localParts.isEmpty() || localParts.stream().anyMatch(localPart::startsWith));
  }

  private static @Nullable List<String> prefixes(@Nullable String written)
      throws DkimSyntaxException {
    if (written == null) {
      return null;
    }
    List<String> prefixes = new ArrayList<>(2);
    for (String part : written.isBlank() ? new String[0] : written.split(",", -1)) {
      String prefix = part.strip().toLowerCase(Locale.ROOT);
      if (!LocalPartSelector.isOne(prefix)) {
        throw new DkimSyntaxException("malformed local-part prefix");
      }
      prefixes.add(prefix);
    }
    return List.copyOf(prefixes);
  }

  /** Whether the domain says that it wants no logo (§4.2.2). */
  public boolean declines() {
    return location.isEmpty() && evidence.isEmpty();
  }

  private static String uri(String written) throws DkimSyntaxException {
    String uri = TagList.squeezed(written);
    if (uri.isEmpty()) {
      return uri;
    }
    if (uri.length() > MAX_URI
        || !uri.toLowerCase(Locale.ROOT).startsWith(HTTPS)
        || !uri.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0)
        || !hasHost(uri)) {
      throw new DkimSyntaxException("not an https URI");
    }
    return uri;
  }

  /** No user information: it can make a host look like another. */
  private static boolean hasHost(String uri) {
    int end = HTTPS.length();
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return end > HTTPS.length() && uri.lastIndexOf('@', end - 1) < 0;
  }
}
