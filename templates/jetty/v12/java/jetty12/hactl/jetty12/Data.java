package hactl.jetty12;

import hactl.ha.Copy;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.session.SessionData;

/** A session's data, with the version that it was written as last. */
final class Data extends SessionData {
    private static final long serialVersionUID = 1L;

    transient long version;
    transient String owner = "";
    /** What the partners have of it; null until they have anything. */
    transient Copy known;
    transient String knownAs = "";
    /** The names of attributes that only this instance has. */
    final transient Set<String> left = new HashSet<>();

    Data(String id, String contextPath, String vhost, long[] times, long idle) {
        super(id, contextPath, vhost, times[0], times[1], times[2], idle);
    }

    /** Becomes what a copy says; `values` are its attributes. What could not be copied stays. */
    void take(Copy copy, Map<String, Object> values) {
        for (String name : Set.copyOf(getKeys())) {
            if (!left.contains(name)) {
                setAttribute(name, null);
            }
        }
        putAllAttributes(values);
        setCreated(copy.created);
        setAccessed(copy.accessed);
        setLastAccessed(copy.lastAccessed);
        setMaxInactiveMs(copy.idle);
        setExpiry(copy.expiry());
        setLastSaved(System.currentTimeMillis()); // not a new session
        version = copy.version;
        owner = copy.owner;
        known = copy;
        knownAs = getId();
        clean();
    }
}
