package org.angarium.store.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system of which one operation fails; the failing write gets half of its bytes to disk.
 * With {@code failAt} 0 nothing fails until {@link #failAt} is called.
 */
final class FaultyFiles implements DiskFiles {
  private final DiskFiles files = new ChannelFiles();
  private int untilFault;
  private boolean fired;

  FaultyFiles(int failAt) {
    untilFault = failAt;
  }

  synchronized void failAt(int operation) {
    untilFault = operation;
    fired = false;
  }

  synchronized boolean fired() {
    return fired;
  }

  private synchronized boolean fails() {
    if (untilFault > 0 && --untilFault == 0) {
      fired = true;
      return true;
    }
    return false;
  }

  private void step(String what) throws IOException {
    if (fails()) {
      throw new IOException("injected fault: " + what);
    }
  }

  private final class FaultyFile implements DiskFile {
    private final DiskFile file;

    FaultyFile(DiskFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      step("size");
      return file.size();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      step("read");
      file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      if (fails()) {
        file.write(source.slice().limit(source.remaining() / 2), position);
        throw new IOException("injected fault: write");
      }
      file.write(source, position);
    }

    @Override
    public void truncate(long size) throws IOException {
      step("truncate");
      file.truncate(size);
    }

    @Override
    public void sync() throws IOException {
      step("sync");
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    step("create");
    return new FaultyFile(files.create(file));
  }

  @Override
  public DiskFile openToRead(Path file) throws IOException {
    step("openToRead");
    return new FaultyFile(files.openToRead(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    step("open");
    return new FaultyFile(files.open(file));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step("rename");
    files.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step("delete");
    files.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    step("syncFolder");
    files.syncFolder(folder);
  }

  @Override
  public List<Path> list(Path folder) throws IOException {
    step("list");
    return files.list(folder);
  }
}
