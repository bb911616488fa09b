package dev.warren.loadtest.camera;

/** Who travels on a lane. */
enum Traffic {
  MOTOR(12.5),
  CYCLISTS(6),
  WALKERS(2.6);

  /** Length of the street that one traveller has to itself. */
  final double slotMetres;

  Traffic(double slotMetres) {
    this.slotMetres = slotMetres;
  }

  Art roll(Dice dice) {
    return switch (this) {
      case MOTOR -> {
        double kind = dice.unit();
        yield kind < 0.5 ? Car.roll(dice) : kind < 0.76 ? Truck.roll(dice) : Bus.roll(dice);
      }
      case CYCLISTS -> Bicycle.ridden(dice);
      case WALKERS -> Person.roll(dice);
    };
  }
}
