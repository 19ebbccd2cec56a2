package org.angarium.server.filter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A list that is asked by DNS (RFC 5782): {@code ZONE ip|domain SCORE [CODE=SCORE …]}.
 *
 * @param byDomain whether domains are listed and not addresses
 * @param score of a listing; negative for a list of those who are allowed
 * @param codes scores of single answers such as {@code 127.0.0.2}
 */
public record DnsList(String zone, boolean byDomain, double score, Map<String, Double> codes) {
  private static final double MOST = 100;

  public DnsList {
    codes = Map.copyOf(codes);
  }

  /**
   * @throws IllegalArgumentException with the remedy
   */
  public static DnsList of(String text) {
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    if (words.length < 3 || !words[1].equals("ip") && !words[1].equals("domain")) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no list; write a zone, ip or domain, and a score: bl.example.org ip"
              + " 3.");
    }
    Map<String, Double> codes = new HashMap<>();
    for (int i = 3; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals < 0 || !words[i].startsWith("127.")) {
        throw new IllegalArgumentException(
            "\"" + words[i] + "\" is no answer with a score; write one such as 127.0.0.2=3.");
      }
      codes.put(words[i].substring(0, equals), score(words[i].substring(equals + 1)));
    }
    return new DnsList(words[0], words[1].equals("domain"), score(words[2]), codes);
  }

  private static double score(String text) {
    try {
      double score = Double.parseDouble(text);
      if (Math.abs(score) <= MOST) {
        return score;
      }
    } catch (NumberFormatException noNumber) {
      // said below
    }
    throw new IllegalArgumentException("\"" + text + "\" is no score from -100 to 100.");
  }

  double scoreOf(String answer) {
    return codes.getOrDefault(answer, score);
  }
}
