package org.angarium.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which password was right or wrong a moment ago, so that a client that logs in for every
 * message costs one hash an hour. An entry is a keyed hash (HMAC-SHA-256 under a key of this
 * process's life) of subject and password: neither can be read from it, and it is worthless
 * elsewhere. The subject includes the generation of the password, so a change voids what was
 * remembered. Bounded; thread-safe.
 */
final class VerifiedLogins {
  private static final Duration WRONG_FOR = Duration.ofMinutes(10);

  private final Mac keyed;
  private final Cache<ByteBuffer, Boolean> right;
  private final Cache<ByteBuffer, Boolean> wrong;

  VerifiedLogins(LongSupplier nanoTime, int size, Duration rememberFor) {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    SecretKey key = new SecretKeySpec(bytes, "HmacSHA256");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      // A copy per use is cheaper than keying anew; whether it can be copied shows here.
      keyed = (Mac) mac.clone();
    } catch (GeneralSecurityException | CloneNotSupportedException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
    right =
        Caffeine.newBuilder()
            .maximumSize(size)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(rememberFor)
            .build();
    wrong =
        Caffeine.newBuilder()
            .maximumSize(size)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(WRONG_FOR)
            .build();
  }

  /** What an account's password is remembered under. */
  ByteBuffer ofAccount(long account, long generation, byte[] password) {
    ByteBuffer subject = ByteBuffer.allocate(17);
    subject.put((byte) 'a').putLong(account).putLong(generation);
    return mark(subject.array(), password);
  }

  /** What a password for a user that isn't there is remembered under. */
  ByteBuffer ofUnknown(String user, byte[] password) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    ByteBuffer subject = ByteBuffer.allocate(5 + name.length);
    subject.put((byte) 'u').putInt(name.length).put(name);
    return mark(subject.array(), password);
  }

  boolean knownRight(ByteBuffer mark) {
    return right.getIfPresent(mark) != null;
  }

  boolean knownWrong(ByteBuffer mark) {
    return wrong.getIfPresent(mark) != null;
  }

  void remember(ByteBuffer mark, boolean wasRight) {
    (wasRight ? right : wrong).put(mark, true);
  }

  private ByteBuffer mark(byte[] subject, byte[] password) {
    try {
      Mac mac = (Mac) keyed.clone();
      mac.update(subject);
      return ByteBuffer.wrap(mac.doFinal(password));
    } catch (CloneNotSupportedException triedAtStart) {
      throw new IllegalStateException(triedAtStart);
    }
  }
}
