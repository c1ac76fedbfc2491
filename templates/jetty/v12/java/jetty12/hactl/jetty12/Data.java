package hactl.jetty12;

import hactl.ha.Copy;
import hactl.ha.Mark;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.session.SessionData;

/** A session's data, with its mark. */
final class Data extends SessionData {
    private static final long serialVersionUID = 1L;

    final transient Mark mark = new Mark();

    Data(String id, String contextPath, String vhost, long[] times, long idle) {
        super(id, contextPath, vhost, times[0], times[1], times[2], idle);
    }

    /** Becomes what a copy says; `values` are its attributes. What could not be copied stays. */
    void take(Copy copy, Map<String, Object> values) {
        for (String name : Set.copyOf(getKeys())) {
            if (!mark.staysHere(name)) {
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
        clean();
    }
}
