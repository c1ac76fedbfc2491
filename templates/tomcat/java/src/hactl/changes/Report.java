package hactl.changes;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;

/** Says once of each attribute, and place in it, that it cannot be copied; counts every time. */
final class Report {
  private static final Log LOG = LogFactory.getLog("hactl.changes");
  private static final int PLACES = 200;  // of names that are made up anew for each session, no more than this

  private final ConcurrentMap<String, Boolean> said = new ConcurrentHashMap<String, Boolean>();
  private final AtomicLong count = new AtomicLong();

  void notCopied(String application, String attribute, Uncopyable found) {
    count.incrementAndGet();
    String place = attribute + found.path();
    if (said.size() < PLACES && said.putIfAbsent(place + found.getMessage(), Boolean.TRUE) == null) {
      LOG.warn("session attribute " + attribute + " of " + application + " is not copied: "
          + (found.path().isEmpty() ? "" : place + ": ") + found.getMessage()
          + "; what stands beside it is. Said once");
    }
  }

  /** Returns how often an attribute was left out of a message. */
  long count() {
    return count.get();
  }

  static void failed(String what, Throwable why) {
    LOG.warn(what, why);
  }
}
