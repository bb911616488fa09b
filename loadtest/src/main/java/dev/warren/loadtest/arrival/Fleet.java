package dev.warren.loadtest.arrival;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All cameras of a run: groups of different rates, numbered through from 0. Immutable. */
public final class Fleet {
  public static final int MAX_CAMERAS = 5_000;
  public static final double MAX_RATE = 100_000;

  private static final Pattern GROUP = Pattern.compile("(\\d{1,6})x(\\d{1,6}(?:\\.\\d{1,6})?)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  private final List<CameraGroup> groups;
  private final int[] groupOf;

  private Fleet(List<CameraGroup> groups) {
    this.groups = List.copyOf(groups);
    int cameras = groups.stream().mapToInt(CameraGroup::cameras).sum();
    if (cameras > MAX_CAMERAS) {
      throw new IllegalArgumentException("cameras > " + MAX_CAMERAS + ": " + cameras);
    }
    if (rate() > MAX_RATE) {
      throw new IllegalArgumentException("cameras send more than 100000 frames/s: " + rate());
    }
    this.groupOf = new int[cameras];
    int camera = 0;
    for (int group = 0; group < groups.size(); group++) {
      for (int i = 0; i < groups.get(group).cameras(); i++) {
        groupOf[camera++] = group;
      }
    }
  }

  /** Cameras that share {@code rate} frames per second evenly. */
  public static Fleet of(int cameras, double rate) {
    return new Fleet(List.of(new CameraGroup("all", cameras, rate / cameras)));
  }

  /**
   * Groups of cameras, such as {@code 49x5,1x100}: 49 that send 5 frames per second, one that sends
   * 100.
   *
   * @throws IllegalArgumentException beginning with "cameras" if it is malformed or too much
   */
  public static Fleet parse(String text) {
    List<CameraGroup> groups = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = GROUP.matcher(part.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "cameras is neither a number nor groups such as 49x5,1x100: " + text);
      }
      int cameras = Integer.parseInt(matcher.group(1));
      double fps = Double.parseDouble(matcher.group(2));
      if (cameras < 1 || cameras > MAX_CAMERAS || !(fps > 0 && fps <= MAX_RATE)) {
        throw new IllegalArgumentException(
            "cameras has a group that is not 1.."
                + MAX_CAMERAS
                + " cameras at more than 0 fps and at most 100000: "
                + part);
      }
      groups.add(new CameraGroup(part.strip(), cameras, fps));
    }
    return new Fleet(groups);
  }

  /** Whether {@code --cameras} gives a plain number, which says nothing about rates. */
  public static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  public List<CameraGroup> groups() {
    return groups;
  }

  public int cameras() {
    return groupOf.length;
  }

  /** Index of the group that the camera belongs to. */
  public int groupOf(int camera) {
    return groupOf[camera];
  }

  /** Frames per second of one camera. */
  public double fps(int camera) {
    return groups.get(groupOf[camera]).fps();
  }

  /** Frames per second in total. */
  public double rate() {
    return groups.stream().mapToDouble(group -> group.cameras() * group.fps()).sum();
  }

  /** Name of a camera: a word of a routing key. */
  public String name(int camera) {
    return "camera-" + (camera + 1);
  }
}
