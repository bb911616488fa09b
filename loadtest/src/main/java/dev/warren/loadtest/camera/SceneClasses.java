package dev.warren.loadtest.camera;

import java.util.List;

/** The classes a simulated camera labels. An object's class id is its place in {@link #NAMES}. */
public final class SceneClasses {
  /** Names by class id, in the order the demo model was trained with. */
  public static final List<String> NAMES =
      List.of("car", "truck", "bus", "bicycle", "person", "traffic light");

  static final int CAR = 0;
  static final int TRUCK = 1;
  static final int BUS = 2;
  static final int BICYCLE = 3;
  static final int PERSON = 4;
  static final int TRAFFIC_LIGHT = 5;

  private SceneClasses() {}
}
