package hactl.ha;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One application's sessions on every member of the cluster: what a line's store does, apart from its classes. */
public final class Keeper {
    /** The instance where a session lived ends it when it is idle for too long; the partners do if that one is gone. */
    public static final int GRACE_SECONDS = 900;

    private final Wire wire;
    private final Says says;
    private final Copies copies = new Copies();
    private Attributes attributes;
    private String path;
    private String context;
    private String owner;

    public Keeper(Wire wire, Says says) {
        this.wire = wire;
        this.says = says;
    }

    /** Tells it whose sessions it keeps, and what this instance is called. */
    public void of(String contextPath, String host, String instance) {
        path = contextPath == null || contextPath.isEmpty() ? "/" : contextPath;
        context = path + "@" + host;
        owner = String.valueOf(instance);
        attributes = new Attributes(path, says);
    }

    /** Asks the partners for the application's sessions. */
    public void start() {
        wire.join(context, copies);
        says.info("ha: sessions of " + path + " are replicated");
    }

    public void stop() {
        wire.leave(context, copies);
    }

    /** Tells whether a partner served the session after this was read or written here. */
    public boolean isOutdated(String id, Mark mark) {
        Copy newest = copies.get(id);
        return newest != null && newest.newerThan(mark.version, mark.owner);
    }

    public boolean hasEnded(String id) {
        return copies.hasEnded(id);
    }

    public boolean exists(String id) {
        Copy copy = copies.get(id);
        return copy != null && !copy.expired(System.currentTimeMillis());
    }

    /** Returns the newest copy, null if there is none. */
    public Copy newest(String id) {
        return copies.get(id);
    }

    /** Returns the attributes of a copy, of the application's own classes; null if they cannot be read here. */
    public Map<String, Object> read(String id, Copy copy, Mark mark) {
        try {
            Map<String, Object> values = Attributes.read(copy.attributes, Thread.currentThread().getContextClassLoader());
            mark.is(id, copy);
            return values;
        } catch (Exception | LinkageError e) { // of another version of the application: its own instance can still read it
            says.warn("ha: a session of " + path + " cannot be read, its user starts anew: " + e);
            return null;
        }
    }

    /**
     * Sends the whole session: a change inside an attribute is one too. What the partners have is not sent again.
     *
     * @param times created, accessed, and accessed the time before
     */
    public void write(String id, Mark mark, Map<String, Object> values, long[] times, long idle) {
        byte[] bytes;
        try {
            bytes = attributes.write(values, mark.left);
        } catch (IllegalStateException e) {
            says.warn("ha: a session of " + path + " was not replicated this time: " + e.getCause());
            return;
        }
        Copy known = mark.known;
        if (known != null && id.equals(mark.knownAs) && known.accessed == times[1] && known.idle == idle
            && Arrays.equals(known.attributes, bytes)) {
            return; // the answer is out: a partner may serve the next request before this one ends
        }
        Copy copy = new Copy(mark.version + 1, owner, times, idle, bytes);
        if (copies.put(id, copy)) { // else a partner served it meanwhile: the next request takes that up
            mark.is(id, copy);
            wire.put(context, id, copy);
        }
    }

    /** Ends a session everywhere; false if nobody knows it. */
    public boolean end(String id) {
        long keep = copies.end(id, System.currentTimeMillis());
        if (keep > 0) {
            wire.end(context, id, keep);
        }
        return keep > 0;
    }

    /** Returns those of these sessions that nobody used for too long, here or elsewhere. */
    public Set<String> expired(Set<String> candidates, long time) {
        Set<String> expired = new HashSet<String>();
        for (String id : candidates) {
            Copy copy = copies.get(id);
            if (copy == null || copy.expired(time)) {
                expired.add(id);
            }
        }
        return expired;
    }

    /** Returns the sessions that should have ended before that time. */
    public Set<String> expiredBefore(long time) {
        copies.sweep(System.currentTimeMillis());
        return copies.expiredBefore(time);
    }
}
