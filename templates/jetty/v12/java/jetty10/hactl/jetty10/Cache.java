package hactl.jetty10;

import hactl.ha.Keeper;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.session.DefaultSessionCache;
import org.eclipse.jetty.server.session.Session;
import org.eclipse.jetty.server.session.SessionData;
import org.eclipse.jetty.server.session.SessionHandler;
import org.eclipse.jetty.util.thread.AutoLock;

/**
 * The live sessions of one application. One object a session, so that requests at the same time share it; where a
 * partner served the session since, the next request finds the partner's version in it.
 *
 * <p>Jetty's own caches cannot do both: they keep what is outdated, or give each request an object of its own.
 */
final class Cache extends DefaultSessionCache {
    /** A session that was taken out while this request looked it up is looked up again, so many times at the most. */
    private static final int TRIES = 1000;

    private final ConcurrentMap<String, Session> live;

    Cache(SessionHandler manager) {
        this(manager, new ConcurrentHashMap<>());
    }

    private Cache(SessionHandler manager, ConcurrentMap<String, Session> live) {
        super(manager, live);
        this.live = live;
        setEvictionPolicy(NEVER_EVICT);
        setFlushOnResponseCommit(true);
    }

    private Store store() {
        return (Store) getSessionDataStore();
    }

    private Keeper keeper() {
        return store().keeper;
    }

    private boolean isOutdated(Data data) {
        return keeper().isOutdated(data.getId(), data.mark);
    }

    @Override
    public Session newSession(HttpServletRequest request, SessionData data) {
        return new Live(getSessionHandler(), request, data);
    }

    @Override
    public Session newSession(SessionData data) {
        return new Live(getSessionHandler(), data);
    }

    @Override
    protected Session getAndEnter(String id, boolean enter) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            Session session = doGet(id);
            if (session == null) {
                SessionData stored = getSessionDataStore().load(id);
                if (stored == null) {
                    return null;
                }
                session = enlive(id, stored);
            }
            try (AutoLock lock = session.lock()) {
                if (session.isResident() && isCurrent(session)) {
                    if (enter) {
                        ((Live) session).enter();
                    }
                    return session;
                }
                takeOut(session);
            }
            Thread.yield();
        }
        return null;
    }

    /** Makes a session of stored data; the one that another request made a moment ago counts. */
    private Session enlive(String id, SessionData stored) {
        return doComputeIfAbsent(id, key -> {
            stored.setLastNode(_context.getWorkerName());
            Session made = newSession(stored);
            try (AutoLock lock = made.lock()) {
                made.setResident(true);
                made.didActivate();
            }
            return made;
        });
    }

    /** Brings the session to the newest version; false if it has ended elsewhere, or cannot be read here. */
    private boolean isCurrent(Session session) {
        if (keeper().hasEnded(session.getId())) {
            return false;
        }
        Data data = ((Live) session).data();
        if (!session.isValid() || !isOutdated(data)) {
            return true;
        }
        boolean[] read = {false};
        _context.run(() -> read[0] = store().refresh(data));
        if (read[0]) {
            session.didActivate();
        }
        return read[0];
    }

    /** Forgets the live object, without a word to the application or the partners. Its lock is held. */
    private void takeOut(Session session) {
        session.setResident(false);
        if (live.get(session.getId()) == session) {
            doDelete(session.getId());
        }
    }

    /** Stores what the answer is about to show, changes inside attributes too: Jetty knows of setAttribute only. */
    @Override
    public void commit(Session session) throws Exception {
        if (session != null) {
            ((Live) session).data().setDirty(true);
        }
        super.commit(session);
    }

    @Override
    public void release(String id, Session session) throws Exception {
        if (session != null) {
            ((Live) session).data().setDirty(true);
        }
        super.release(id, session);
        if (session != null && keeper().hasEnded(session.getId())) {
            try (AutoLock lock = session.lock()) {
                takeOut(session);
            }
        }
    }

    @Override
    public boolean exists(String id) throws Exception {
        return !keeper().hasEnded(id) && super.exists(id);
    }

    /** Called now and then: live objects whose session went elsewhere are let go. */
    @Override
    public Set<String> checkExpiration(Set<String> candidates) {
        for (Session session : live.values()) {
            try (AutoLock lock = session.lock()) {
                if (session.getRequests() <= 0
                    && (keeper().hasEnded(session.getId()) || isOutdated(((Live) session).data()))) {
                    takeOut(session);
                }
            }
        }
        return super.checkExpiration(candidates);
    }
}
