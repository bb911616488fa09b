package dev.warren.loadtest.gateway;

import dev.warren.protocol.ForeignText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moving pictures of one camera, as {@code --source} names them: {@code [CAMERA=]ADDRESS}.
 *
 * @param camera the name that was given with it, or null
 * @param address of a camera in the network, a device, or a file; may hold a password
 */
record VideoInput(String camera, Kind kind, String address) {
  enum Kind {
    /** A recording: it has an end, and waits for whoever reads it. */
    FILE,
    /** A camera at this machine. */
    DEVICE,
    NETWORK
  }

  private static final Pattern NAMED = Pattern.compile("(" + CameraNames.GIVEN + ")=(.+)");
  private static final Pattern MISNAMED = Pattern.compile("([^=/]*)=(\\w+://.*|/dev/.*)");

  /** Of a word with a comma that separates no addresses. */
  static final String COMMAS =
      "a comma separates addresses alone, and is %2C in one; repeat --source for files";

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*");
  private static final Set<String> SCHEMES = Set.of("rtsp", "rtsps", "http", "https");

  private static final Set<String> ENDINGS =
      Set.of(
          "3gp", "avi", "flv", "h264", "hevc", "m2ts", "m4v", "mjpeg", "mkv", "mov", "mp4", "mpeg",
          "mpg", "mts", "ts", "webm", "wmv");

  /**
   * What a message of FFmpeg may repeat of an address: who logs in, the query, and parts of a path
   * that are made as a query is, {@code /user=admin_password=...}.
   */
  private static final Pattern SECRETS =
      Pattern.compile("(?<=://)[^/@\\s]*@|(?<=\\S)\\?[^\\s']*|(?<=/)[^/\\s'=?]*=[^/\\s']*");

  /** Of what is no address the end of a password is not known: what has a login may all be one. */
  private static final Pattern MAY_BE_SECRET =
      Pattern.compile("(?<=://)(.*@|[^/]*:(?!\\d{1,5}/)).*|\\?.*", Pattern.DOTALL);

  /**
   * @return empty for what is no moving picture: a picture, a folder, {@code sim}
   * @throws IllegalArgumentException for an address that nobody can open, in one line
   */
  static Optional<VideoInput> of(String source) {
    Matcher named = NAMED.matcher(source);
    if (named.matches()) {
      Optional<VideoInput> input = unnamed(named.group(2));
      if (input.isPresent()) return input.map(i -> i.named(named.group(1)));
    }
    Matcher misnamed = MISNAMED.matcher(source);
    if (misnamed.matches()) {
      throw new IllegalArgumentException(
          ForeignText.printable(misnamed.group(1)) + ": " + CameraNames.RULE);
    }
    return unnamed(source);
  }

  private static Optional<VideoInput> unnamed(String address) {
    Matcher scheme = SCHEME.matcher(address);
    boolean isDevice = address.startsWith("/dev/");
    if (address.contains(",") && (isDevice || scheme.matches())) {
      throw new IllegalArgumentException(withoutLogin(address) + ": " + COMMAS);
    }
    if (scheme.matches()) return Optional.of(network(address, scheme.group(1)));
    if (isDevice) return Optional.of(new VideoInput(null, Kind.DEVICE, address));
    return ENDINGS.contains(ending(address))
        ? Optional.of(new VideoInput(null, Kind.FILE, address))
        : Optional.empty();
  }

  /** FFmpeg knows its schemes in small letters alone. */
  private static VideoInput network(String address, String scheme) {
    check(address, scheme);
    String rest = address.substring(scheme.length());
    return new VideoInput(null, Kind.NETWORK, scheme.toLowerCase(Locale.ROOT) + rest);
  }

  private static void check(String address, String scheme) {
    if (!SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          withoutLogin(address) + ": its scheme is none of rtsp, rtsps, http, https");
    }
    try {
      URI uri = new URI(address);
      // Else what follows an @, /, ? or # of a password would be host and path, and be shown.
      String withoutLogin = uri.getRawUserInfo() == null ? address : address.replaceFirst("@", "");
      if (uri.getHost() != null && !withoutLogin.contains("@")) return;
    } catch (URISyntaxException e) {
      // Its message repeats the whole address.
    }
    throw new IllegalArgumentException(
        withoutLogin(address)
            + ": not an address with scheme and host; what is special in user or password is"
            + " percent-encoded, %2F for a slash, and every at sign but the one before the host is %40");
  }

  private static String ending(String file) {
    int point = file.lastIndexOf('.');
    return point < 0 ? "" : file.substring(point + 1).toLowerCase(Locale.ROOT);
  }

  private VideoInput named(String name) {
    return new VideoInput(name, kind, address);
  }

  boolean isLive() {
    return kind != Kind.FILE;
  }

  /** For messages: the address without user, password and query. */
  String shown() {
    return isLocal() ? ForeignText.printable(address) : withoutSecrets(address);
  }

  /** Of a camera in the network: rtsp, rtsps, http or https. */
  String scheme() {
    return address.substring(0, address.indexOf(':'));
  }

  boolean isLocal() {
    return kind != Kind.NETWORK;
  }

  private static String withoutLogin(String malformed) {
    return withoutSecrets(MAY_BE_SECRET.matcher(malformed).replaceAll("..."));
  }

  /** One line that may hold the address of a camera, fit to be shown. */
  static String withoutSecrets(String line) {
    return SECRETS.matcher(ForeignText.printable(line)).replaceAll("");
  }

  @Override
  public String toString() {
    return camera + " " + shown();
  }
}
