package dev.warren.loadtest.load;

/** Message ids of one run: {@code <run>/<index>}. */
record RunIds(String run) {
  String id(int index) {
    return run + "/" + index;
  }

  /** The frame that an id stands for; -1 if it is not of this run. */
  int index(String id) {
    int start = run.length() + 1;
    boolean ours = id.length() > start && id.length() <= start + 9;
    if (!ours || !id.startsWith(run) || id.charAt(run.length()) != '/') {
      return -1;
    }
    int index = 0;
    for (int i = start; i < id.length(); i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) return -1;
      index = index * 10 + digit;
    }
    return index;
  }
}
