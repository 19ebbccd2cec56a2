package org.angarium.mail.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text, without ever asking a name server (which {@code InetAddress.getByName}
 * might).
 */
public final class IpAddresses {
  private IpAddresses() {}

  /** Dotted quad without leading zeros (RFC 7208 §12 {@code qnum}), or null. */
  public static @Nullable InetAddress parse4(String text) {
    byte[] octets = new byte[4];
    return quad(text, octets, 0) ? of(octets) : null;
  }

  private static boolean quad(String text, byte[] octets, int offset) {
    int part = 0;
    int at = 0;
    while (part < 4) {
      int value = 0;
      int start = at;
      while (at < text.length()
          && text.charAt(at) >= '0'
          && text.charAt(at) <= '9'
          && at - start < 3) {
        value = value * 10 + (text.charAt(at++) - '0');
      }
      if (at == start || value > 255 || at - start > 1 && text.charAt(start) == '0') {
        return false;
      }
      octets[offset + part++] = (byte) value;
      if (part < 4 && (at >= text.length() || text.charAt(at++) != '.')) {
        return false;
      }
    }
    return at == text.length();
  }

  /**
   * RFC 4291 §2.2 text, or null. An IPv4 address mapped into it stays one of IPv6, of sixteen
   * octets.
   */
  public static @Nullable Inet6Address parse6(String text) {
    byte[] octets = new byte[16];
    int filled = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      return null;
    }
    while (at < text.length()) {
      int colon = text.indexOf(':', at);
      String group = colon < 0 ? text.substring(at) : text.substring(at, colon);
      if (group.indexOf('.') >= 0) {
        if (colon >= 0 || filled > 12 || !quad(group, octets, filled)) {
          return null;
        }
        filled += 4;
        at = text.length();
        break;
      }
      int value = hex(group);
      if (value < 0 || filled > 14) {
        return null;
      }
      octets[filled++] = (byte) (value >> 8);
      octets[filled++] = (byte) value;
      if (colon < 0) {
        at = text.length();
      } else if (colon + 1 < text.length() && text.charAt(colon + 1) == ':') {
        if (gap >= 0) {
          return null;
        }
        gap = filled;
        at = colon + 2;
      } else if (colon + 1 == text.length()) {
        return null;
      } else {
        at = colon + 1;
      }
    }
    if (gap < 0) {
      return filled == 16 ? of6(octets) : null;
    }
    if (filled == 16) {
      return null;
    }
    System.arraycopy(octets, gap, octets, 16 - (filled - gap), filled - gap);
    Arrays.fill(octets, gap, 16 - (filled - gap), (byte) 0);
    return of6(octets);
  }

  private static int hex(String group) {
    if (group.isEmpty() || group.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < group.length(); i++) {
      int digit = Character.digit(group.charAt(i), 16);
      if (digit < 0 || group.charAt(i) > 'f') {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Unlike {@code InetAddress}, which makes an IPv4 address of a mapped one. */
  private static Inet6Address of6(byte[] octets) {
    try {
      return Inet6Address.getByAddress(null, octets, -1);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 16 octets", e);
    }
  }

  /** The address that {@link #octets} gives; never an IPv6 address that stands for one of IPv4. */
  public static InetAddress plain(InetAddress address) {
    return of(octets(address));
  }

  private static InetAddress of(byte[] octets) {
    try {
      return InetAddress.getByAddress(octets);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 4 or 16 octets", e);
    }
  }

  /**
   * The four octets of an IPv4 address also where it comes as one mapped into IPv6; the octets as
   * they are otherwise.
   */
  public static byte[] octets(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 16) {
      for (int i = 0; i < 10; i++) {
        if (octets[i] != 0) {
          return octets;
        }
      }
      if (octets[10] == -1 && octets[11] == -1) {
        return Arrays.copyOfRange(octets, 12, 16);
      }
    }
    return octets;
  }

  /** Whether the first {@code bits} bits agree; never across versions. */
  public static boolean sameNetwork(byte[] a, byte[] b, int bits) {
    if (a.length != b.length) {
      return false;
    }
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((a[whole] ^ b[whole]) & 0xFF) >> (8 - rest) == 0;
  }

  /**
   * Dotted quad, or the canonical text of RFC 5952: lower case, the longest run of two or more zero
   * groups as {@code ::}.
   */
  public static String text(byte[] octets) {
    StringBuilder text = new StringBuilder(39);
    if (octets.length == 4) {
      for (byte octet : octets) {
        text.append(text.isEmpty() ? "" : ".").append(octet & 0xFF);
      }
      return text.toString();
    }
    int gapStart = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(octets, i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gapStart = i;
        gapLength = run;
      }
    }
    int i = 0;
    while (i < 8) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength;
      } else {
        text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
            .append(Integer.toHexString(group(octets, i)));
        i++;
      }
    }
    return text.toString();
  }

  private static int group(byte[] octets, int index) {
    return (octets[2 * index] & 0xFF) << 8 | octets[2 * index + 1] & 0xFF;
  }
}
