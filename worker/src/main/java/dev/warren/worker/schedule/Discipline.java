package dev.warren.worker.schedule;

/** In which order waiting frames are served. */
public enum Discipline {
  /**
   * In order of arrival, whatever the publisher asks for; a deadline counts once it has passed. To
   * compare with.
   */
  FIFO,
  /**
   * Cameras in turn, high priority first, of a camera that wants it only the latest frame, and no
   * batch that would make one of its frames late.
   */
  FAIR
}
