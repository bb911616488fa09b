package dev.warren.worker.decode;

import static dev.warren.worker.decode.DecodeException.malformed;

/** Reads numbers from an image's header and says so when it is cut short. */
record HeaderBytes(byte[] bytes, String format) {
  int u8(int at) throws DecodeException {
    if (at < 0 || at >= bytes.length) {
      throw malformed("%s header is cut short at byte %d of %d", format, at, bytes.length);
    }
    return bytes[at] & 0xff;
  }

  int u16be(int at) throws DecodeException {
    return u8(at) << 8 | u8(at + 1);
  }

  int u16le(int at) throws DecodeException {
    return u8(at) | u8(at + 1) << 8;
  }

  int u24le(int at) throws DecodeException {
    return u16le(at) | u8(at + 2) << 16;
  }

  long u32be(int at) throws DecodeException {
    return (long) u16be(at) << 16 | u16be(at + 2);
  }

  long u32le(int at) throws DecodeException {
    return u16le(at) | (long) u16le(at + 2) << 16;
  }

  /** Whether the ASCII text stands at {@code at}. */
  boolean has(int at, String ascii) throws DecodeException {
    for (int i = 0; i < ascii.length(); i++) {
      if (u8(at + i) != ascii.charAt(i)) return false;
    }
    return true;
  }
}
