package hactl.changes;

import java.io.IOException;

/** A value that cannot be written: which class, and where in the value it stands. */
final class Uncopyable extends IOException {
  private final StringBuilder path = new StringBuilder();
  private final String cause;

  Uncopyable(String cause) {
    super(cause);
    this.cause = cause;
  }

  /** Adds the step that leads to it, from the inside out. */
  Uncopyable under(String step) {
    path.insert(0, step);
    return this;
  }

  String path() {
    return path.toString();
  }

  @Override
  public String getMessage() {
    return cause;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
