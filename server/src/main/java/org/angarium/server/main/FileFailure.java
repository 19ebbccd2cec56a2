package org.angarium.server.main;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/** Says in words what the platform says by the class of an exception and a bare path. */
public final class FileFailure {
  private FileFailure() {}

  /** What happened, without a full stop, such as {@code /srv/mail: permission denied}. */
  public static String words(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case NotDirectoryException file -> file.getFile() + ": not a folder";
      case FileAlreadyExistsException there -> there.getFile() + ": there already";
      case DirectoryNotEmptyException full -> full.getFile() + ": not empty";
      case FileSystemLoopException loop -> loop.getFile() + ": symbolic links form a loop";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason().toLowerCase(Locale.ROOT);
      case FileSystemException other -> other.getFile() + ": it cannot be used";
      case FileNotFoundException missing -> missing.getMessage() + ": it cannot be opened";
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }
}
