package org.angarium.mail.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.mime.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 hashes of one body that streams by: one per canonical form and length asked for,
 * however many signatures share it. Ask first, then {@link #update}, then {@link #finish}, then
 * read.
 */
public final class BodyHashes {
  private final List<BodyHash> hashes = new ArrayList<>(2);
  private final @Nullable BodyCanonicalizer[] forms =
      new @Nullable BodyCanonicalizer[Canonicalization.values().length];
  private boolean finished;

  /**
   * Asks for a hash.
   *
   * @param length octets of the canonical body; -1 for all
   */
  public BodyHash of(Canonicalization form, long length) {
    for (BodyHash hash : hashes) {
      if (hash.form == form && hash.limit == length) {
        return hash;
      }
    }
    BodyHash hash = new BodyHash(form, length);
    hashes.add(hash);
    if (forms[form.ordinal()] == null) {
      forms[form.ordinal()] =
          new BodyCanonicalizer(
              form,
              (bytes, offset, count) -> {
                for (BodyHash each : hashes) {
                  if (each.form == form) {
                    each.accept(bytes, offset, count);
                  }
                }
              });
    }
    return hash;
  }

  /** Takes the next piece of the body. */
  public void update(byte[] bytes, int offset, int length) {
    for (BodyCanonicalizer form : forms) {
      if (form != null) {
        form.update(bytes, offset, length);
      }
    }
  }

  /** The body is complete. */
  public void finish() {
    if (finished) {
      return;
    }
    finished = true;
    for (BodyCanonicalizer form : forms) {
      if (form != null) {
        form.finish();
      }
    }
    for (BodyHash hash : hashes) {
      hash.value = hash.digest.digest();
    }
  }

  /** One of the hashes. */
  public static final class BodyHash implements ByteSink {
    private final Canonicalization form;
    private final long limit;
    private final MessageDigest digest;
    private long total;
    private byte[] value = new byte[0];

    private BodyHash(Canonicalization form, long limit) {
      this.form = form;
      this.limit = limit;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      long room = limit < 0 ? length : Math.min(length, limit - total);
      if (room > 0) {
        digest.update(bytes, offset, (int) room);
      }
      total += length;
    }

    /** Octets of the whole canonical body. */
    public long total() {
      return total;
    }

    /** The hash, after the end; not to be written to. */
    public byte[] value() {
      return value;
    }
  }
}
