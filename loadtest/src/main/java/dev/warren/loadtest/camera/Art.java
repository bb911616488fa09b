package dev.warren.loadtest.camera;

/** How one object looks. Drawn in metres, facing right, y upwards from the ground. */
interface Art {
  /** Length along the street in metres, for spacing and for the shadow. */
  double length();

  /**
   * Draws the object and names its labelled parts with {@link Pen#begin}.
   *
   * @param metres distance travelled, which moves legs and pedals
   * @param seconds time of the frame, which switches lamps
   */
  void paint(Pen pen, double metres, double seconds);

  /** Draws the lamps and beams that are on in the dark; outside the labelled extent. */
  default void shine(Pen pen) {}
}
