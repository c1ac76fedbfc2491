package hactl.changes;

import java.io.IOException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.catalina.Manager;
import org.apache.catalina.ha.session.DeltaRequest;
import org.apache.catalina.ha.session.DeltaSession;

/**
 * A session that knows which attributes a request has fetched, and finds those that it changed.
 *
 * <p>Names no class of the servlet API: so the same bytes run under javax and jakarta.
 *
 * <p>What setAttribute and removeAttribute say is kept until the request ends, and told to the server's own list of
 * changes then: so what cannot be written is left out of it, and nothing else.
 */
public class TrackedSession extends DeltaSession {
  /** Is "removed" in front of what was changed in place: a partner tells no listener of that. Others ignore it. */
  private static final String IN_PLACE = "hactl.changes.inPlace";

  private enum Asked { SET, REMOVED }

  private final transient ConcurrentMap<String, Boolean> fetched = new ConcurrentHashMap<String, Boolean>(8);
  private final transient ConcurrentMap<String, Asked> asked = new ConcurrentHashMap<String, Asked>(8);
  /** Digests of what the partner has: of this instance alone, never copied. */
  private final transient ConcurrentMap<String, Long> known = new ConcurrentHashMap<String, Long>(8);
  /** What was sent since no request used the session, and what more than once: messages may overtake each other. */
  private final transient ConcurrentMap<String, Boolean> once = new ConcurrentHashMap<String, Boolean>(8);
  private final transient ConcurrentMap<String, Boolean> twice = new ConcurrentHashMap<String, Boolean>(8);
  private final transient AtomicInteger active = new AtomicInteger();
  private final transient ReentrantLock looking = new ReentrantLock();
  /** Values came from elsewhere: before one is handed out, what they are now has to be known. */
  private transient volatile boolean arrived;
  /** The thread that tells no listener; that asks for a reset of the server's list alone; that writes a session. */
  private transient volatile Thread quiet;
  private transient volatile Thread sending;
  private transient volatile Thread writing;
  private transient List<String> sent = new ArrayList<String>();

  public TrackedSession() {
    this(null);
  }

  public TrackedSession(Manager manager) {
    super(manager);
  }

  // What requests do

  @Override
  public void access() {
    active.incrementAndGet();
    super.access();
  }

  @Override
  public void endAccess() {
    if (quiet == Thread.currentThread()) {
      quiet = null;
    }
    super.endAccess();
    if (active.decrementAndGet() <= 0 && !DeltaManager.receiving()) {
      atRest();
    }
  }

  /** No request uses it: sends what was changed late, and again what two requests sent that may have overtaken. */
  private void atRest() {
    if ((!asked.isEmpty() || !fetched.isEmpty() || !twice.isEmpty()) && isValid && manager instanceof Late) {
      active.incrementAndGet();
      try {
        ((Late) manager).late(this);
      } finally {
        active.decrementAndGet();
      }
    }
    if (!once.isEmpty() && active.get() <= 0) {
      once.clear();
    }
  }

  @Override
  protected void setAccessCount(int count) {
    active.set(count);
    super.setAccessCount(count);
  }

  @Override
  public Object getAttribute(String name) {
    Object value = super.getAttribute(name);
    if (value == null || Digest.plain(value) || DeltaManager.receiving()) {
      return value;  // Tomcat's own setAttribute asks, from 9.0.122 on
    }
    if (arrived) {
      settle();
    }
    if (!fetched.containsKey(name)) {
      fetched.put(name, Boolean.TRUE);
    }
    return value;
  }

  @Override
  public void setAttribute(String name, Object value, boolean notify, boolean ours) {
    if (!ours) {
      super.setAttribute(name, value, notify && quiet != Thread.currentThread(), false);
      known.remove(name);
      arrived = true;
      return;
    }
    super.setAttribute(name, value, notify, false);
    if (value != null) {
      asked.put(name, Asked.SET);
      if (!Digest.plain(value)) {
        fetched.put(name, Boolean.TRUE);  // it may be changed until the request ends
      }
    }
  }

  @Override
  public void removeAttribute(String name, boolean notify, boolean ours) {
    if (!ours && IN_PLACE.equals(name)) {
      quiet = Thread.currentThread();
      return;
    }
    boolean there = name != null && attributes.containsKey(name);
    super.removeAttribute(name, notify, false);
    if (there) {
      known.remove(name);
      if (ours) {
        asked.put(name, Asked.REMOVED);
      }
    }
  }

  // What is sent

  /**
   * Tells the server's list of changes what this request has set, removed, and changed in place.
   *
   * @param ends the session is about to end: what was changed in place matters no more
   */
  void collect(boolean ends) {
    if (ends) {  // inside of the application, which may hold locks of its own: wait for nobody
      tell(new HashSet<String>());
      return;
    }
    looking.lock();
    try {
      Set<String> read = new HashSet<String>();
      boolean changed = tell(read);
      List<String> inPlace = new ArrayList<String>();
      Set<String> looked = new HashSet<String>(fetched.keySet());
      for (String name : looked) {
        fetched.remove(name);
        if (read.add(name)) {
          look(name, inPlace);
        }
      }
      if (changed || !inPlace.isEmpty()) {  // an object may be in several attributes
        for (String name : keys()) {
          if (read.add(name)) {
            look(name, inPlace);
          }
        }
      }
      if (active.get() <= 1) {
        again(inPlace);
      }
      add(inPlace);
      if (active.get() > 1) {  // another request may change them until it ends, and then looks itself
        for (String name : looked) {
          fetched.put(name, Boolean.TRUE);
        }
      }
    } finally {
      looking.unlock();
    }
  }

  /** Adds what two requests sent at a time: the one that was sent last is not the one that came last for sure. */
  private void again(List<String> inPlace) {
    for (String name : twice.keySet()) {
      twice.remove(name);
      if (!sent.contains(name) && !inPlace.contains(name)) {
        inPlace.add(name);
      }
    }
    once.clear();
  }

  private boolean tell(Set<String> read) {
    boolean changed = false;
    sent = new ArrayList<String>();
    for (String name : asked.keySet()) {
      Asked what = asked.remove(name);
      if (what == Asked.REMOVED) {
        if (!exclude(name, null)) {
          lock();
          try {
            getDeltaRequest().removeAttribute(name);
          } finally {
            unlock();
          }
        }
      } else if (what == Asked.SET) {
        changed |= set(name);
        read.add(name);
      }
    }
    return changed;
  }

  /** Adds what setAttribute was called with; returns whether it can be changed later. */
  private boolean set(String name) {
    Object value = attributes.get(name);
    if (value == null || exclude(name, value)) {
      return false;
    }
    boolean plain = Digest.plain(value);
    try {
      if (!plain) {
        known.put(name, Digest.of(value));
      }
    } catch (Uncopyable bad) {
      leaveOut(name, bad);
      return true;
    } catch (Digest.Unsettled changing) {
      known.remove(name);
    }
    send(name, value);
    return !plain;
  }

  private void look(String name, List<String> changed) {
    Object value = attributes.get(name);
    if (Digest.plain(value) || exclude(name, value)) {
      return;
    }
    try {
      Long now = Digest.of(value);
      if (!now.equals(known.put(name, now))) {
        changed.add(name);
      }
    } catch (Uncopyable bad) {
      leaveOut(name, bad);
    } catch (Digest.Unsettled changing) {
      fetched.put(name, Boolean.TRUE);
    }
  }

  private void add(List<String> changed) {
    if (changed.isEmpty()) {
      return;
    }
    lock();
    try {
      getDeltaRequest().removeAttribute(IN_PLACE);
    } finally {
      unlock();
    }
    for (String name : changed) {
      Object value = attributes.get(name);
      if (value != null) {
        send(name, value);
      }
    }
  }

  private void send(String name, Object value) {
    lock();
    try {
      getDeltaRequest().setAttribute(name, value);
      sent.add(name);
      if (once.putIfAbsent(name, Boolean.TRUE) != null) {
        twice.put(name, Boolean.TRUE);
      }
    } finally {
      unlock();
    }
  }

  private void leaveOut(String name, Uncopyable bad) {
    known.remove(name);
    if (manager instanceof Late) {
      ((Late) manager).notCopied(name, bad);
    }
  }

  @Override
  public byte[] getDiff() throws IOException {
    try {
      return super.getDiff();
    } catch (IOException failed) {
      again(failed);
    } catch (RuntimeException failed) {
      again(failed);
    } catch (StackOverflowError failed) {
      again(failed);
    }
    return super.getDiff();
  }

  /** Fills the server's list again with what can really be written; what is changing now comes with its own request. */
  void again(Throwable failed) {
    List<String> names = sent;
    sent = new ArrayList<String>();
    super.resetDeltaRequest();
    lock();
    try {
      DeltaRequest request = getDeltaRequest();
      request.setNew(isNew);
      request.setMaxInactiveInterval(maxInactiveInterval);
      if (principal != null) {
        request.setPrincipal(principal);
        request.setAuthType(authType);
      }
    } finally {
      unlock();
    }
    for (String name : names) {
      Object value = attributes.get(name);
      try {
        if (value != null) {
          Digest.written(value);
          send(name, value);
        }
      } catch (Digest.Unsettled changing) {
        known.remove(name);
        fetched.put(name, Boolean.TRUE);
      } catch (IOException bad) {
        leaveOut(name, bad instanceof Uncopyable ? (Uncopyable) bad : new Uncopyable(bad.toString()));
      }
    }
  }

  // What came, and what goes as a whole

  /** Learns what the values that came from elsewhere are, before any of them is handed out. */
  private void settle() {
    if (alone() || !looking.tryLock()) {  // then what is fetched counts as changed, once
      return;
    }
    try {
      if (!arrived) {
        return;
      }
      for (String name : keys()) {
        Object value = attributes.get(name);
        if (!Digest.plain(value) && !known.containsKey(name)) {
          learn(name, value);
        }
      }
      arrived = false;
    } finally {
      looking.unlock();
    }
  }

  private void learn(String name, Object value) {
    try {
      Long now = Digest.of(value);
      if (!fetched.containsKey(name)) {  // else somebody has it already, and may have changed it
        known.put(name, now);
      }
    } catch (Uncopyable bad) {
      known.remove(name);
    } catch (Digest.Unsettled changing) {
      known.remove(name);
    }
  }

  private boolean alone() {
    return manager instanceof Late && ((Late) manager).alone();
  }

  void sending(boolean now) {
    sending = now ? Thread.currentThread() : null;
  }

  @Override
  public void setId(String id, boolean notify) {
    sending(true);
    try {
      super.setId(id, notify);
    } finally {
      sending(false);
    }
  }

  @Override
  public void setId(String id) {
    sending(true);
    try {
      super.setId(id);
    } finally {
      sending(false);
    }
  }

  /** Is called where nobody is there to send to, and where a session came as a whole: a partner will have all. */
  @Override
  public void resetDeltaRequest() {
    super.resetDeltaRequest();
    if (known == null || sending == Thread.currentThread()) {  // null: in the superclass's constructor
      return;
    }
    asked.clear();
    known.clear();
    twice.clear();
    arrived = true;
    if (active.get() <= 1) {
      fetched.clear();
    }
  }

  @Override
  public void recycle() {
    super.recycle();
    asked.clear();
    known.clear();
    fetched.clear();
    active.set(0);
  }

  @Override
  public void writeObjectData(ObjectOutput stream) throws IOException {
    writing = Thread.currentThread();
    try {
      super.writeObjectData(stream);
    } finally {
      writing = null;
    }
  }

  @Override
  public void writeObjectData(ObjectOutputStream stream) throws IOException {
    writing = Thread.currentThread();
    try {
      super.writeObjectData(stream);
    } finally {
      writing = null;
    }
  }

  /** While a session is written as a whole, what cannot be written is left out: it would take all sessions with it. */
  @Override
  protected boolean exclude(String name, Object value) {
    if (super.exclude(name, value)) {
      return true;
    }
    if (writing != Thread.currentThread() || Digest.plain(value)) {
      return false;
    }
    try {
      Digest.of(value);
      return false;
    } catch (Uncopyable bad) {
      leaveOut(name, bad);
      return true;
    } catch (Digest.Unsettled changing) {
      return false;
    }
  }
}
