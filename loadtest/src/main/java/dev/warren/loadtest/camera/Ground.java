package dev.warren.loadtest.camera;

/**
 * The street's geometry in image heights from the top: where its kerbs lie and how large a metre
 * looks there.
 *
 * @param nearMetre size of a metre at the lower edge of the image
 */
record Ground(double farKerb, double nearKerb, double nearMetre) {
  private static final double HORIZON = 0.1;
  private static final double PAVEMENT = 0.065;

  static Ground roll(Dice dice) {
    return new Ground(
        dice.between(0.53, 0.6), dice.between(0.84, 0.89), dice.between(0.085, 0.115));
  }

  /** Where the far pavement meets the houses. */
  double farEdge() {
    return farKerb - PAVEMENT;
  }

  double metreAt(double y) {
    return nearMetre * (y - HORIZON) / (1 - HORIZON);
  }
}
