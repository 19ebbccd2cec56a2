package org.angarium.store.engine;

/** Is told of what other nodes changed. */
@FunctionalInterface
public interface NewsListener {
  /** On a thread of the engine; must be short and must not fail. */
  void changed(News news);
}
