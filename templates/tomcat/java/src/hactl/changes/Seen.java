package hactl.changes;

import java.util.Arrays;

/** The objects that were met, by identity, each with its number: what is shared or leads back is read once. */
final class Seen {
  private static final int KEPT = 1 << 12;
  private Object[] objects = new Object[64];
  private int[] numbers = new int[64];
  private int size;

  /** Returns the number of an object that was met before; adds a new one, and returns -1. */
  int add(Object object) {
    if (size * 2 > objects.length) {
      grow();
    }
    int at = place(object);
    if (objects[at] != null) {
      return numbers[at];
    }
    objects[at] = object;
    numbers[at] = size++;
    return -1;
  }

  /** Forgets all, so that nothing is kept alive by the thread that looked. */
  void clear() {
    if (objects.length > KEPT) {
      objects = new Object[64];
      numbers = new int[64];
    } else if (size > 0) {
      Arrays.fill(objects, null);
    }
    size = 0;
  }

  private int place(Object object) {
    int mask = objects.length - 1;
    int hash = System.identityHashCode(object) * 0x9E3779B1;
    int at = (hash ^ hash >>> 15) & mask;
    while (objects[at] != null && objects[at] != object) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    Object[] before = objects;
    int[] counted = numbers;
    objects = new Object[before.length * 2];
    numbers = new int[before.length * 2];
    for (int i = 0; i < before.length; i++) {
      if (before[i] != null) {
        int at = place(before[i]);
        objects[at] = before[i];
        numbers[at] = counted[i];
      }
    }
  }
}
