package org.angarium.bench.load;

import java.util.Locale;

/** One measured figure, printed as a line of JSON. */
record Figure(String name, double value, String unit) {
  void print() {
    System.out.printf(
        Locale.ROOT, "{\"figure\":\"%s\",\"value\":%.4f,\"unit\":\"%s\"}%n", name, value, unit);
    System.out.flush();
  }
}
