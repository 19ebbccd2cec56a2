package org.angarium.bench.load;

import java.util.Locale;

/** One measured figure, printed as a line of JSON. */
record Figure(String name, double value, String unit) {
  String json() {
    return String.format(
        Locale.ROOT, "{\"figure\":\"%s\",\"value\":%.4f,\"unit\":\"%s\"}", name, value, unit);
  }

  void print() {
    System.out.println(json());
    System.out.flush();
  }
}
