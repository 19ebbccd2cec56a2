package org.angarium.store.search;

import java.io.Serial;

/** A search was ended because it took too long. Without a stack trace. */
public final class SearchTooLongException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  SearchTooLongException() {
    super("the search takes too long", null, false, false);
  }
}
