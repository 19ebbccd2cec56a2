package org.angarium.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the figures of several runs of two servers and prints a Markdown table: the median of each,
 * and how many times better ours is (rates: ours / theirs; times and memory: theirs / ours).
 */
final class Ratios {
  private static final Pattern FIGURE =
      Pattern.compile("\\{\"figure\":\"([^\"]+)\",\"value\":([0-9.]+),\"unit\":\"([^\"]+)\"}");

  private Ratios() {}

  static void print(Path ours, Path theirs) throws IOException {
    Map<String, Series> our = read(ours);
    Map<String, Series> their = read(theirs);
    System.out.println("| figure | Angarium | peer | times better | runs |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    our.forEach((name, series) -> {
      Series other = their.get(name);
      double mine = series.median();
      if (other == null) {
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f %s | – | – | %d |%n",
            name,
            mine,
            series.unit,
            series.values.size());
      } else {
        double yours = other.median();
        double ratio = series.unit.equals("per s") ? mine / yours : yours / mine;
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f %s | %.1f | %.1f | %d |%n",
            name,
            mine,
            series.unit,
            yours,
            ratio,
            series.values.size());
      }
    });
  }

  private static Map<String, Series> read(Path file) throws IOException {
    Map<String, Series> figures = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      Matcher matcher = FIGURE.matcher(line);
      if (matcher.matches()) {
        figures
            .computeIfAbsent(matcher.group(1), name -> new Series(matcher.group(3)))
            .values
            .add(Double.parseDouble(matcher.group(2)));
      }
    }
    return figures;
  }

  private static final class Series {
    final String unit;
    final List<Double> values = new ArrayList<>();

    Series(String unit) {
      this.unit = unit;
    }

    double median() {
      List<Double> sorted = values.stream().sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
  }
}
