package hactl.changes;

/** What a session needs of the manager that made it. */
interface Late {
  /** Sends what a session changed after its request was answered: in another thread, or where nobody looked. */
  void late(TrackedSession session);

  /** Tells whether there is nobody to send to. */
  boolean alone();

  /** Is told of an attribute that was left out. */
  void notCopied(String attribute, Uncopyable found);
}
