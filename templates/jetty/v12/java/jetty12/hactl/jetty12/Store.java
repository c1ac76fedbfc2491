package hactl.jetty12;

import hactl.ha.Attributes;
import hactl.ha.Copies;
import hactl.ha.Copy;
import hactl.ha.Wire;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.session.AbstractSessionDataStore;
import org.eclipse.jetty.session.SessionContext;
import org.eclipse.jetty.session.SessionData;

/** One application's sessions on every member of the cluster: what Jetty stores goes to the partners. */
final class Store extends AbstractSessionDataStore {
    /** The instance where a session lived ends it when it is idle for too long; the partners do if that one is gone. */
    private static final int GRACE_SECONDS = 900;

    private final Wire wire;
    private final Consumer<String> named;
    private final Copies copies = new Copies();
    private Attributes attributes;
    private String context;
    private String owner;

    /** @param named is told the name that the base gives this instance */
    Store(Wire wire, Consumer<String> named) {
        this.wire = wire;
        this.named = named;
        setGracePeriodSec(GRACE_SECONDS);
    }

    @Override
    public void initialize(SessionContext about) throws Exception {
        super.initialize(about);
        String path = about.getContext().getContextPath();
        context = path + "@" + about.getVhost();
        owner = String.valueOf(about.getWorkerName());
        named.accept(owner);
        attributes = new Attributes(path, Replication.LOG);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        wire.join(context, copies);
        Replication.LOG.info("ha: sessions of " + _context.getContext().getContextPath() + " are replicated");
    }

    @Override
    protected void doStop() throws Exception {
        wire.leave(context, copies);
        super.doStop();
    }

    @Override
    public boolean isPassivating() {
        return true;
    }

    @Override
    public SessionData newSessionData(String id, long created, long accessed, long lastAccessed, long idle) {
        return data(id, new long[] {created, accessed, lastAccessed}, idle);
    }

    private Data data(String id, long[] times, long idle) {
        return new Data(id, _context.getCanonicalContextPath(), _context.getVhost(), times, idle);
    }

    /** Tells whether a partner served the session after this was loaded or stored here. */
    boolean isOutdated(Data data) {
        Copy newest = copies.get(data.getId());
        return newest != null && newest.newerThan(data.version, data.owner);
    }

    boolean hasEnded(String id) {
        return copies.hasEnded(id);
    }

    /** Makes the data what the newest copy says; false if that cannot be read here. */
    boolean refresh(Data data) {
        Copy newest = copies.get(data.getId());
        Map<String, Object> values = newest == null ? null : read(newest);
        if (values != null) {
            data.take(newest, values);
        }
        return values != null;
    }

    @Override
    public boolean doExists(String id) {
        Copy copy = copies.get(id);
        return copy != null && !copy.expired(System.currentTimeMillis());
    }

    @Override
    public SessionData doLoad(String id) {
        Copy copy = copies.get(id);
        if (copy == null) {
            return null;
        }
        Data data = data(id, new long[] {copy.created, copy.accessed, copy.lastAccessed}, copy.idle);
        return refresh(data) ? data : null;
    }

    private Map<String, Object> read(Copy copy) {
        try {
            return Attributes.read(copy.attributes, Thread.currentThread().getContextClassLoader());
        } catch (Exception | LinkageError e) { // of another version of the application: its own instance can still read it
            String path = _context.getContext().getContextPath();
            Replication.LOG.warn("ha: a session of " + path + " cannot be read, its user starts anew: " + e);
            return null;
        }
    }

    /** Sends the whole session: a change inside an attribute is one too. What the partners have is not sent again. */
    @Override
    public void doStore(String id, SessionData session, long lastSaveTime) {
        Data data = (Data) session;
        byte[] bytes;
        try {
            bytes = attributes.write(data.getAllAttributes(), data.left);
        } catch (IllegalStateException e) {
            String path = _context.getContext().getContextPath();
            Replication.LOG.warn("ha: a session of " + path + " was not replicated this time: " + e.getCause());
            return;
        }
        if (isKnown(id, data, bytes)) { // the answer is out: a partner may serve the next request before this one ends
            return;
        }
        long[] times = {data.getCreated(), data.getAccessed(), data.getLastAccessed()};
        Copy copy = new Copy(data.version + 1, owner, times, data.getMaxInactiveMs(), bytes);
        if (copies.put(id, copy)) { // else a partner served it meanwhile: the next request takes that up
            data.version = copy.version;
            data.owner = owner;
            data.known = copy;
            data.knownAs = id;
            wire.put(context, id, copy);
        }
    }

    private static boolean isKnown(String id, Data data, byte[] bytes) {
        Copy known = data.known;
        return known != null && id.equals(data.knownAs) && known.accessed == data.getAccessed()
            && known.idle == data.getMaxInactiveMs() && Arrays.equals(known.attributes, bytes);
    }

    @Override
    public boolean delete(String id) {
        long keep = copies.end(id, System.currentTimeMillis());
        if (keep > 0) {
            wire.end(context, id, keep);
        }
        return keep > 0;
    }

    @Override
    public Set<String> doCheckExpired(Set<String> candidates, long time) {
        Set<String> expired = new HashSet<>();
        for (String id : candidates) {
            Copy copy = copies.get(id);
            if (copy == null || copy.expired(time)) {
                expired.add(id);
            }
        }
        return expired;
    }

    @Override
    public Set<String> doGetExpired(long before) {
        copies.sweep(System.currentTimeMillis());
        return copies.expiredBefore(before);
    }

    @Override
    public void doCleanOrphans(long time) {
        // sessions are kept for each application by itself
    }
}
