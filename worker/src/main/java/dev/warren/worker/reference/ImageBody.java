package dev.warren.worker.reference;

import static dev.warren.worker.reference.ReferenceException.lasting;
import static dev.warren.worker.reference.ReferenceException.passing;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.ImageTypes;
import dev.warren.worker.engine.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The bytes of an image, held against what the reference says of them while they come. */
final class ImageBody {
  private ImageBody() {}

  /**
   * Reads as many bytes as the reference says, and no more.
   *
   * @throws ReferenceException passing if there are less; lasting if they are others
   */
  static byte[] read(InputStream in, FrameReference reference)
      throws IOException, ReferenceException {
    byte[] image = new byte[reference.size()];
    MessageDigest digest = Sha256.open();
    for (int at = 0; at < image.length; ) {
      int count = in.read(image, at, image.length - at);
      if (count < 0) {
        throw passing(
            reference.place() + " ended after " + at + " of " + image.length + " bytes", null);
      }
      digest.update(image, at, count);
      at += count;
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(reference.sha256())) {
      throw malformed(reference, "has sha256 " + found + ", not " + reference.sha256());
    }
    String type = ImageTypes.sniff(image).orElse("no image");
    if (!type.equals(reference.mediaType())) {
      throw malformed(reference, "is " + type + ", not " + reference.mediaType());
    }
    return image;
  }

  static ReferenceException malformed(FrameReference reference, String problem) {
    return lasting(FailReason.MALFORMED, "reference: " + reference.place() + " " + problem);
  }
}
