package org.angarium.mail.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Rewrites reverse paths for one forwarding domain, and back. Immutable and thread-safe. */
public final class SenderRewriting {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int HASH_CHARS = 8;
  private static final int DAYS = 1024;
  private static final int MAX_LOCAL_PART = 64;

  private final SecretKeySpec key;
  private final String domain;
  private final int validDays;

  /**
   * A rewriter.
   *
   * @param secret at least 16 octets, the same on all hosts that take bounces
   * @param domain of the forwarder, to whose mailboxes rewritten addresses belong
   * @param validDays how long bounces are taken, below 1024
   */
  public SenderRewriting(byte[] secret, String domain, int validDays) {
    if (secret.length < 16 || validDays < 1 || validDays >= DAYS) {
      throw new IllegalArgumentException("A secret of 16 octets and 1 to 1023 days");
    }
    this.key = new SecretKeySpec(secret, "HmacSHA256");
    this.domain = domain.toLowerCase(Locale.ROOT);
    this.validDays = validDays;
  }

  /**
   * The reverse path to forward with; empty if there is none that fits into an address (64 octets
   * before the at sign), so that the forwarder must use an address of its own.
   *
   * @param local local part of the sender, without quotes
   * @param senderDomain its domain; if it is ours, nothing is rewritten
   * @param epochDay today, in days since 1970
   */
  public Optional<String> forward(String local, String senderDomain, long epochDay) {
    String from = senderDomain.toLowerCase(Locale.ROOT);
    if (from.equals(domain)) {
      return Optional.of(local + "@" + domain);
    }
    String rewritten;
    if (startsWith(local, "SRS0")) {
      // What follows the tag, with its separator, is for the first forwarder to read.
      String rest = from + "=" + local.substring(4);
      rewritten = "SRS1=" + hash("1" + rest) + "=" + rest;
    } else if (startsWith(local, "SRS1") && local.indexOf('=', 5) > 0) {
      String rest = local.substring(local.indexOf('=', 5) + 1);
      rewritten = "SRS1=" + hash("1" + rest) + "=" + rest;
    } else {
      int day = (int) Math.floorMod(epochDay, (long) DAYS);
      String rest =
          "" + BASE32.charAt(day >> 5) + BASE32.charAt(day & 31) + "=" + from + "=" + local;
      rewritten = "SRS0=" + hash("0" + rest) + "=" + rest;
    }
    boolean fits = rewritten.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_PART;
    return fits ? Optional.of(rewritten + "@" + domain) : Optional.empty();
  }

  /**
   * Where a bounce to a rewritten local part of ours goes; empty if we did not write it or it is
   * too old, and then there is no such mailbox.
   */
  public Optional<String> reverse(String local, long epochDay) {
    boolean first = startsWith(local, "SRS0");
    if (!first && !startsWith(local, "SRS1")) {
      return Optional.empty();
    }
    int hashEnd = local.indexOf('=', 5);
    if (hashEnd < 0) {
      return Optional.empty();
    }
    String rest = local.substring(hashEnd + 1);
    byte[] given =
        local.substring(5, hashEnd).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    byte[] right = hash((first ? "0" : "1") + rest).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(given, right)) {
      return Optional.empty();
    }
    int next = first ? 2 : -1;
    if (first && (rest.length() < 4 || rest.charAt(2) != '=' || !isRecent(rest, epochDay))) {
      return Optional.empty();
    }
    int domainEnd = rest.indexOf('=', next + 1);
    if (domainEnd <= next + 1 || domainEnd + 1 >= rest.length()) {
      return Optional.empty();
    }
    String to = rest.substring(next + 1, domainEnd);
    String tail = rest.substring(domainEnd + 1);
    return Optional.of((first ? tail : "SRS0" + tail) + "@" + to);
  }

  private boolean isRecent(String rest, long epochDay) {
    int high = BASE32.indexOf(Character.toLowerCase(rest.charAt(0)));
    int low = BASE32.indexOf(Character.toLowerCase(rest.charAt(1)));
    return high >= 0
        && low >= 0
        && Math.floorMod(epochDay - (high * 32 + low), (long) DAYS) <= validDays;
  }

  private static boolean startsWith(String local, String tag) {
    return local.length() > 5
        && local.regionMatches(true, 0, tag, 0, 4)
        && "=+-".indexOf(local.charAt(4)) >= 0;
  }

  /**
   * Case is not part of it, since relays may change that; 40 bits are too many to guess by mail.
   */
  private String hash(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] digest = mac.doFinal(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
      StringBuilder hash = new StringBuilder(HASH_CHARS);
      for (int i = 0; i < HASH_CHARS; i++) {
        hash.append(BASE32.charAt(digest[i] & 31));
      }
      return hash.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
