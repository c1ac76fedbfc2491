package hactl.jetty6;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpSession;
import org.mortbay.jetty.servlet.AbstractSessionManager;
import org.mortbay.jetty.servlet.HashSessionManager;
import org.mortbay.jetty.webapp.WebAppContext;
import org.mortbay.log.Log;

/**
 * Jetty's session manager, with a copy of every session on every partner.
 *
 * <p>A session is live on the node that served it last; the others hold its copy and make a live session of it when a
 * request asks for it. After each request the whole session goes to the partners, so changes in place go too.
 */
public class ReplicatedSessions extends HashSessionManager {
    private static final long SWEEP_MS = 30000;

    private final Wire wire;
    private final WebAppContext application;
    private final boolean distributableOnly;
    private final Copies copies = new Copies();
    /** Guards the change between live session and copy; taken before Jetty's own locks. */
    private final Object owning = new Object();
    private volatile boolean replicating;
    private String context;
    private Attributes attributes;
    private Timer sweeper;

    /** @param application may be null: then `distributableOnly` says nothing */
    ReplicatedSessions(Wire wire, WebAppContext application, boolean distributableOnly) {
        this.wire = wire;
        this.application = application;
        this.distributableOnly = distributableOnly;
    }

    @Override
    public void doStart() throws Exception {
        super.doStart();
        context = _context.getContextPath() == null ? "" : _context.getContextPath();
        if (distributableOnly && application != null && !application.isDistributable()) {
            Log.info("ha: sessions of " + shown() + " are not replicated: its web.xml has no <distributable/>");
            return;
        }
        synchronizeMap();
        attributes = new Attributes(context);
        replicating = true;
        wire.join(context, this);
        sweeper = new Timer("ha-sweep" + context, true);
        sweeper.schedule(new TimerTask() {
            @Override
            public void run() {
                copies.sweep(System.currentTimeMillis());
            }
        }, SWEEP_MS, SWEEP_MS);
        Log.info("ha: sessions of " + shown() + " are replicated");
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Jetty 6 knows no generics
    private void synchronizeMap() {
        _sessions = Collections.synchronizedMap(_sessions);
    }

    /** Ends the application's live sessions here; the partners keep theirs. */
    @Override
    public void doStop() throws Exception {
        if (replicating) {
            for (Live live : lives()) {
                replicate(live);
            }
            replicating = false;
            sweeper.cancel();
            wire.leave(context, this);
        }
        super.doStop();
        copies.clear();
    }

    private String shown() {
        return context.length() == 0 ? "/" : context;
    }

    // --- what Jetty calls

    @Override
    protected AbstractSessionManager.Session newSession(HttpServletRequest request) {
        return new Live(request);
    }

    /** Not `getSession`: Jetty calls that with its locks held. */
    @Override
    public HttpSession getHttpSession(String nodeId) {
        if (replicating && nodeId != null) {
            revive(getIdManager().getClusterId(nodeId));
        }
        return super.getHttpSession(nodeId);
    }

    /** Jetty calls this at the end of each request. */
    @Override
    public void complete(HttpSession session) {
        super.complete(session);
        Object inner = ((SessionIf) session).getSession();
        if (replicating && inner instanceof Live) {
            Live live = (Live) inner;
            if (live.usable() && _sessions.get(live.id()) == live) {
                replicate(live);
            }
        }
    }

    @Override
    protected void removeSession(String id) {
        super.removeSession(id);
        if (replicating) {
            copies.delete(id, System.currentTimeMillis());
            wire.delete(context, id);
        }
    }

    // --- what the wire calls

    /** Takes a partner's copy: it is newer than ours, or it is nothing. */
    void receive(String id, Copy copy) {
        synchronized (owning) {
            Live live = (Live) _sessions.get(id);
            if (!replicating || (live != null && live.version >= copy.version)) {
                return;
            }
            if (copies.put(id, copy) && live != null) {
                drop(live);
            }
        }
    }

    /** A partner ended the session. */
    void receiveDelete(String id) {
        synchronized (owning) {
            copies.delete(id, System.currentTimeMillis());
            Live live = (Live) _sessions.get(id);
            if (live != null) {
                drop(live);
            }
        }
    }

    /** Returns every session that is known here, live or not. */
    Map<String, Copy> everything() {
        Map<String, Copy> all = new LinkedHashMap<String, Copy>(copies.all());
        for (Live live : lives()) {
            Copy copy = live.snapshot(false);
            if (copy != null) {
                all.put(live.id(), copy);
            }
        }
        return all;
    }

    // --- between the two

    private void replicate(Live live) {
        Copy copy = live.snapshot(true);
        if (copy != null) {
            wire.put(context, live.id(), copy);
        }
    }

    private void revive(String id) {
        if (copies.get(id) == null) {
            return;
        }
        synchronized (owning) {
            Copy copy = copies.get(id);
            if (copy == null || _sessions.get(id) != null || copy.expired(System.currentTimeMillis())) {
                return;
            }
            try {
                ClassLoader loader = _loader == null ? Thread.currentThread().getContextClassLoader() : _loader;
                addSession(new Live(id, copy, Attributes.read(copy.attributes, loader)), false);
                copies.forget(id);
            } catch (Exception e) {
                Log.warn("ha: a session of " + shown() + " cannot be read, its user starts anew", e);
            }
        }
    }

    /** Forgets the live object, without a word to the application or the partners: the session lives elsewhere now. */
    private void drop(Live live) {
        _sessions.remove(live.id());
        _sessionIdManager.removeSession(live);
    }

    private List<Live> lives() {
        List<Live> found = new ArrayList<Live>();
        synchronized (_sessions) {
            for (Object each : _sessions.values()) {
                found.add((Live) each);
            }
        }
        return found;
    }

    private final class Live extends HashSessionManager.Session {
        private static final long serialVersionUID = 1L;
        private volatile long version;

        Live(HttpServletRequest request) {
            super(request);
        }

        @SuppressWarnings("unchecked")
        Live(String id, Copy copy, Map<String, Object> values) {
            super(copy.created, id);
            initValues();
            _values.putAll(values);
            version = copy.version;
            _maxIdleMs = copy.idle;
            _accessed = copy.accessed;
            _lastAccessed = copy.accessed;
            _newSession = false;
        }

        String id() {
            return _clusterId;
        }

        boolean usable() {
            return isValid();
        }

        /** Returns the session as it is now, `next`: as a version of its own; null if it cannot be had. */
        @SuppressWarnings("unchecked")
        synchronized Copy snapshot(boolean next) {
            Map<String, Object> values = Collections.<String, Object>emptyMap();
            if (_values != null) {
                synchronized (_values) {
                    values = new LinkedHashMap<String, Object>(_values);
                }
            }
            try {
                byte[] bytes = attributes.write(values);
                if (next) {
                    version++;
                }
                return new Copy(version, _created, Math.max(_accessed, _created), _maxIdleMs, bytes);
            } catch (IllegalStateException e) {
                Log.warn("ha: a session of " + shown() + " was not replicated this time: " + e.getMessage());
                return null;
            }
        }
    }
}
