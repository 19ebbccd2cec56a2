package org.angarium.server.http;

/** Routes that belong together; a listener serves some of these sets. */
public enum RouteSet {
  HEALTH("Health", "/healthz"),
  METRICS("Metrics", "/metrics"),
  ADMINISTRATION("Administration", "/api/admin");

  private final String title;
  private final String root;

  RouteSet(String title, String root) {
    this.title = title;
    this.root = root;
  }

  String title() {
    return title;
  }

  /** What all of its paths begin with. */
  String root() {
    return root;
  }
}
