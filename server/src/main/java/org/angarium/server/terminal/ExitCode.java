package org.angarium.server.terminal;

/** What the exit code of a command means; stable, for scripts. */
public final class ExitCode {
  /** All was done. */
  public static final int DONE = 0;

  /** The server declined; the message says why and what to do. */
  public static final int REFUSED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** No server runs on this data folder, or it does not answer. */
  static final int UNREACHABLE = 3;

  /** The check of the store found something wrong. */
  public static final int UNSOUND = 4;

  /** The configuration is wrong, or the server cannot start with it. */
  public static final int CONFIGURATION = 5;

  /** The program failed: a bug, or the machine (disk, memory). */
  static final int FAILED = 70;

  /** Standard output cannot be written; what the command did is done all the same. */
  public static final int OUTPUT = 74;

  /** The reader of standard output has gone, as shells report the signal SIGPIPE. */
  public static final int READER_GONE = 141;

  private ExitCode() {}
}
