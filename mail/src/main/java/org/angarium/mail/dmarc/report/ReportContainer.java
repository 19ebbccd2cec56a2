package org.angarium.mail.dmarc.report;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.angarium.mail.report.ReportSyntaxException;
import org.angarium.mail.xml.Gzip;
import org.angarium.mail.xml.XmlSyntaxException;

/**
 * What aggregate reports come in: gzip (RFC 9990 §3.5.2), zip (which large reporters use), or
 * nothing. What is inside is told by its first bytes, not by names or media types, which often lie.
 */
public final class ReportContainer {
  /** Entries of a zip file that are passed over in search of a report. */
  private static final int MAX_ENTRIES = 16;

  private ReportContainer() {}

  /**
   * The XML in a container.
   *
   * @throws ReportSyntaxException if the container is broken or larger, packed or not, than allowed
   */
  public static byte[] unpack(byte[] packed, ReportLimits limits) throws ReportSyntaxException {
    if (packed.length > limits.packedOctets()) {
      throw new ReportSyntaxException("container too large");
    }
    try {
      if (Gzip.isGzip(packed)) {
        return Gzip.unpacked(packed, limits.octets());
      }
      if (packed.length > 1 && packed[0] == 'P' && packed[1] == 'K') {
        return zip(packed, limits);
      }
    } catch (XmlSyntaxException e) {
      throw new ReportSyntaxException(e.problem());
    } catch (IOException | RuntimeException broken) {
      // The second is thrown for names in a zip file that aren't text, and for what else is wrong.
      throw new ReportSyntaxException("broken container");
    }
    if (packed.length > limits.octets()) {
      throw new ReportSyntaxException("document too large");
    }
    return packed;
  }

  /** In gzip, without name and time, so that the same report gives the same bytes. */
  public static byte[] gzip(byte[] xml) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(xml.length / 8 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(xml);
    } catch (IOException e) {
      throw new IllegalStateException("Memory doesn't fail to take bytes", e);
    }
    return out.toByteArray();
  }

  /** The first file that isn't empty. */
  private static byte[] zip(byte[] packed, ReportLimits limits)
      throws IOException, ReportSyntaxException, XmlSyntaxException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(packed))) {
      for (int i = 0; i < MAX_ENTRIES; i++) {
        ZipEntry entry = in.getNextEntry();
        if (entry == null) {
          break;
        }
        // Even what is passed over is unpacked, so it is bounded like the rest.
        byte[] content = Gzip.bounded(in, limits.octets());
        if (content.length > 0 && !entry.isDirectory()) {
          return content;
        }
      }
    }
    throw new ReportSyntaxException("container without a report");
  }
}
