package org.angarium.store.engine;

/** Which way a scan goes. */
public enum ScanOrder {
  ASCENDING,
  DESCENDING
}
