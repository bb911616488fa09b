package dev.warren.worker.cli;

/** Whether the status page shows pictures. */
enum PageFrames {
  /** None leaves the pipeline. */
  OFF,
  /** The newest ones of a few cameras, to whoever can open the page. */
  ON
}
