package org.angarium.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;

/** A list of {@code WHO tag=N greylist=N quarantine=N reject=N}, with some of the four. */
final class Thresholds extends Kind<Map<String, Configuration.Thresholds>> {
  private static final List<String> NAMES = List.of("tag", "greylist", "quarantine", "reject");

  @Override
  String description() {
    return "a list of a domain or address with tag=, greylist=, quarantine= and reject=";
  }

  @Override
  boolean list() {
    return true;
  }

  @Override
  Map<String, Configuration.Thresholds> parse(String text) {
    Map<String, Configuration.Thresholds> all = new LinkedHashMap<>();
    for (String entry : words(text)) {
      String[] words = entry.split("\\s+", -1);
      double[] scores = new double[NAMES.size()];
      for (int i = 1; i < words.length; i++) {
        int equals = words[i].indexOf('=');
        int at = equals < 0 ? -1 : NAMES.indexOf(words[i].substring(0, equals));
        if (at < 0) {
          throw new IllegalArgumentException(
              "Write \""
                  + words[0]
                  + "\" and after it some of tag=N, greylist=N, quarantine=N,"
                  + " reject=N.");
        }
        scores[at] = new Score().parse(words[i].substring(equals + 1));
      }
      all.put(
          who(words[0]), new Configuration.Thresholds(scores[0], scores[1], scores[2], scores[3]));
    }
    return all;
  }

  private static String who(String word) {
    try {
      return word.indexOf('@') < 0
          ? Domains.canonical(word)
          : EmailAddress.parse(word).canonical().toString();
    } catch (AddressSyntaxException neither) {
      throw new IllegalArgumentException(
          "\"" + word + "\" is neither a domain nor an address.", neither);
    }
  }

  @Override
  String write(Map<String, Configuration.Thresholds> value) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(value)
        .forEach((who, each) -> {
          text.append(text.isEmpty() ? "" : ", ").append(who);
          double[] scores = {each.tag(), each.greylist(), each.quarantine(), each.reject()};
          for (int i = 0; i < scores.length; i++) {
            if (scores[i] > 0) {
              text.append(' ').append(NAMES.get(i)).append('=');
              text.append(new Score().write(scores[i]));
            }
          }
        });
    return text.toString();
  }
}
