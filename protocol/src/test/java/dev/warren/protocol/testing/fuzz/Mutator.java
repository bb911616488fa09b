package dev.warren.protocol.testing.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages real inputs. The n-th input depends on seeds, seed and n alone. */
final class Mutator {
  /** Far more than any seed: what grows must not grow for ever. */
  private static final int MAX_BYTES = 1 << 20;

  /** Half of all damage is done here, where formats keep their lengths and kinds. */
  private static final int HEADER_BYTES = 256;

  private static final int[] TELLING = {
    0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, -1
  };

  private final List<byte[]> seeds;
  private final long seed;

  Mutator(List<byte[]> seeds, long seed) {
    if (seeds.isEmpty()) throw new IllegalArgumentException("no seeds");
    this.seeds = List.copyOf(seeds);
    this.seed = seed;
  }

  /** The input of that number; the first ones are the seeds themselves. */
  byte[] input(long index) {
    if (index < seeds.size()) return seeds.get((int) index).clone();
    Random random = new Random(seed * 0x9E3779B97F4A7C15L ^ index * 0xC2B2AE3D27D4EB4FL);
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    do {
      bytes = mutated(bytes, random);
    } while (random.nextBoolean());
    return bytes;
  }

  private byte[] mutated(byte[] bytes, Random random) {
    if (bytes.length == 0) return bytes(random, 1 + random.nextInt(64));
    int at = position(bytes.length, random);
    return switch (random.nextInt(13)) {
      case 0, 1 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
      case 2, 3 -> with(bytes, at, (byte) random.nextInt(256));
      case 4 -> with(bytes, at, (byte) TELLING[random.nextInt(6)]);
      case 5, 6, 7 -> withNumber(bytes, at, random);
      case 8 -> spliced(bytes, at, at, bytes(random, 1 + random.nextInt(16)));
      case 9 -> spliced(bytes, at, at + random.nextInt(Math.min(64, bytes.length - at)), NOTHING);
      case 10 -> Arrays.copyOf(bytes, at);
      case 11 -> spliced(bytes, at, at, repeated(bytes, at, random));
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : position(other.length, random);
        int to = from + random.nextInt(other.length - from + 1);
        yield spliced(bytes, at, random.nextBoolean() ? at : bytes.length, slice(other, from, to));
      }
    };
  }

  private static final byte[] NOTHING = {};

  private static int position(int length, Random random) {
    return random.nextInt(random.nextBoolean() ? length : Math.min(length, HEADER_BYTES));
  }

  private static byte[] with(byte[] bytes, int at, byte value) {
    bytes[at] = value;
    return bytes;
  }

  /** A number that programs stumble over, of 2 or 4 bytes, in either order. */
  private static byte[] withNumber(byte[] bytes, int at, Random random) {
    int value = TELLING[random.nextInt(TELLING.length)] + random.nextInt(3) - 1;
    int width = random.nextBoolean() ? 2 : 4;
    boolean bigEndian = random.nextBoolean();
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >>> 8 * (bigEndian ? width - 1 - i : i));
    }
    return bytes;
  }

  /** A piece of the input itself, up to a thousand times: nesting, and lists without end. */
  private static byte[] repeated(byte[] bytes, int at, Random random) {
    byte[] piece = slice(bytes, at, at + Math.min(bytes.length - at, 1 + random.nextInt(32)));
    byte[] all = new byte[piece.length * (1 + random.nextInt(random.nextInt(20) == 0 ? 1000 : 8))];
    for (int i = 0; i < all.length; i += piece.length) {
      System.arraycopy(piece, 0, all, i, piece.length);
    }
    return all;
  }

  /** {@code [from, to)} of the bytes replaced. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
    if (bytes.length - (to - from) + by.length > MAX_BYTES) return bytes;
    byte[] result = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] bytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
