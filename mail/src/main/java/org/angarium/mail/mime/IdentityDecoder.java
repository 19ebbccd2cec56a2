package org.angarium.mail.mime;

/** 7bit, 8bit, binary: bytes are what they are. */
final class IdentityDecoder implements TransferDecoder {
  @Override
  public void update(byte[] bytes, int offset, int length, ByteSink sink) {
    sink.accept(bytes, offset, length);
  }

  @Override
  public void finish(ByteSink sink) {
    // Nothing is held back.
  }
}
