package dev.warren.loadtest.gateway;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What FFmpeg is told to read, and what it may open for that. Formats are told by their contents:
 * without these lists a playlist that poses as a video opens other files and asks other machines.
 */
final class FfmpegInput {
  /** Formats of videos; none of them names a file, or an address, to go on with. */
  private static final String VIDEOS =
      "mov,matroska,avi,flv,mpegts,mpeg,mpegvideo,asf,h264,hevc,m4v,mjpeg,jpeg_pipe,mpjpeg,dhav";

  /** A playlist, and what it has beside videos. */
  private static final String HLS = ",hls,aac,mp3,ac3,eac3,webvtt";

  private FfmpegInput() {}

  /** Options of the command line, which everyone on the machine can read. */
  static List<String> options(VideoInput input) {
    return switch (input.kind()) {
      // A list that names the address, for that may hold a password.
      case NETWORK -> {
        List<String> options = new ArrayList<>();
        // A whole segment comes at once; in its own time each picture leaves as it was taken.
        if (isHls(input)) options.add("-re");
        options.addAll(List.of("-f", "concat", "-safe", "0", "-protocol_whitelist", "pipe"));
        options.addAll(List.of("-i", "pipe:0"));
        yield options;
      }
      case DEVICE -> List.of("-f", "v4l2", "-i", input.address());
      case FILE ->
          List.of(
              "-format_whitelist",
              VIDEOS,
              "-protocol_whitelist",
              "file",
              "-i",
              "file:" + input.address());
    };
  }

  /** The list of one camera in the network. Its address was checked: it holds no line ends. */
  static String list(VideoInput input, FfmpegConfig config) {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\nfile ");
    list.append(quoted(input.address())).append('\n');
    // Should we be killed, it must not wait for ever for a camera that has gone.
    long micros = 2 * NANOSECONDS.toMicros(config.silenceNanos()); // our own word comes first
    Map<String, String> options = new LinkedHashMap<>();
    options.put("timeout", Long.toString(Math.min(micros, Integer.MAX_VALUE)));
    // Off by itself in some versions, on in others. RTSP of the former does not know it.
    options.put("tls_verify", config.trust().isChecked() ? "1" : "0");
    if (input.scheme().startsWith("rtsp")) ofRtsp(options);
    else ofHttp(input, config.trust(), options);
    options.forEach((name, value) -> list.append("option " + name + " " + quoted(value) + "\n"));
    return list.toString();
  }

  private static void ofRtsp(Map<String, String> options) {
    options.put("rtsp_transport", "tcp"); // what UDP loses is seen as smears
    options.put("format_whitelist", "rtsp");
    options.put("protocol_whitelist", "tcp,tls,httpproxy");
  }

  private static void ofHttp(VideoInput input, CameraTrust trust, Map<String, String> options) {
    boolean isChecked = trust.isChecked() && input.scheme().equals("https");
    // Of a playlist's parts FFmpeg checks no certificates.
    options.put("format_whitelist", isChecked ? VIDEOS : VIDEOS + HLS);
    options.put("protocol_whitelist", "http,https,tcp,tls,httpproxy,crypto");
    trust.authorities().ifPresent(file -> options.put("ca_file", file.toString()));
    // JPEGs over HTTP have no time of their own; segments of HLS do, and come in bursts.
    if (!isHls(input)) options.put("use_wallclock_as_timestamps", "1");
  }

  private static boolean isHls(VideoInput input) {
    return input.address().contains(".m3u8");
  }

  /** Why nothing is read of a format that is on no list above, in one line. */
  static String forbidden(VideoInput input, String format) {
    boolean isPlaylist = format.equals("hls") && !input.isLocal();
    return isPlaylist
        ? "FFmpeg checks no certificates of HLS; --camera-ca none takes them as they are"
        : "the format " + format + " is not read: it may lead elsewhere, or is no video";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
