package org.angarium.store.schema;

/**
 * A piece of a pack: the columns of many {@link MessageRecord}s, ascending by UID, one row after
 * the other; UIDs, modification sequences, dates and email ids as differences from the row before,
 * which are small where messages came one after the other. About 16 octets a row.
 */
public final class PackedRows {
  /** Rows of a piece at most. */
  public static final int MOST = 4096;

  private static final int VERSION = 1;
  private static final int ROW = 16;

  private PackedRows() {}

  /** Sees the rows of a piece in their order. */
  @FunctionalInterface
  public interface Visitor {
    void row(
        long uid,
        long flags,
        long modSeq,
        long internalDate,
        long savedDate,
        long size,
        long emailId);
  }

  /** Gathers the rows of one piece. */
  public static final class Writer implements Visitor {
    private final RecordWriter out;
    private long lastUid;
    private long lastModSeq;
    private long lastInternalDate;
    private long lastSavedDate;
    private long lastEmailId;

    /**
     * @param rows how many there will be
     */
    public Writer(int rows) {
      out = new RecordWriter(VERSION, 8 + ROW * rows).number(rows);
    }

    @Override
    public void row(
        long uid,
        long flags,
        long modSeq,
        long internalDate,
        long savedDate,
        long size,
        long emailId) {
      out.number(uid - lastUid)
          .number(flags)
          .signed(modSeq - lastModSeq)
          .signed(internalDate - lastInternalDate)
          .signed(savedDate - lastSavedDate)
          .number(size)
          .signed(emailId - lastEmailId);
      lastUid = uid;
      lastModSeq = modSeq;
      lastInternalDate = internalDate;
      lastSavedDate = savedDate;
      lastEmailId = emailId;
    }

    public byte[] toBytes() {
      return out.toBytes();
    }
  }

  /** Shows the rows to {@code visitor}; where the piece is damaged it has seen those before. */
  public static void read(byte[] piece, Visitor visitor) throws DamagedRecordException {
    RecordReader in = new RecordReader("packed rows", piece);
    in.version(VERSION);
    long uid = 0;
    long modSeq = 0;
    long internalDate = 0;
    long savedDate = 0;
    long emailId = 0;
    int rows = in.elements(7);
    for (int i = 0; i < rows; i++) {
      long step = in.number();
      uid += step;
      long flags = in.number();
      modSeq += in.signed();
      internalDate += in.signed();
      savedDate += in.signed();
      long size = in.number();
      emailId += in.signed();
      if (step < 1 || uid > 0xFFFF_FFFFL) {
        throw in.damaged("has UIDs that do not ascend");
      }
      visitor.row(uid, flags, modSeq, internalDate, savedDate, size, emailId);
    }
    in.end();
  }
}
