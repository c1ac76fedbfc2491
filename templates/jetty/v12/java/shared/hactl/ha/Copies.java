package hactl.ha;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One application's sessions, as every member keeps them. The newest version wins, in whatever order messages arrive;
 * what was ended stays ended, even if an older copy arrives late or with a member that was cut off.
 */
public final class Copies {
    /** An ended session is remembered until its last copy would be too old to be used, and at least that long. */
    static final long REMEMBER_MS = 60000;
    /** What would never be too old. */
    static final long REMEMBER_ENDLESS_MS = 24L * 3600 * 1000;

    private final Map<String, Copy> copies = new ConcurrentHashMap<String, Copy>();
    private final Map<String, Long> ended = new ConcurrentHashMap<String, Long>();

    /** Takes a copy if it is newer than what is here. */
    public synchronized boolean put(String id, Copy copy) {
        Copy old = copies.get(id);
        if (ended.containsKey(id) || (old != null && !copy.newerThan(old.version, old.owner))) {
            return false;
        }
        copies.put(id, copy);
        return true;
    }

    public Copy get(String id) {
        return copies.get(id);
    }

    /** Ends a session; returns how long that has to be remembered, 0 if nobody knows the session. */
    public synchronized long end(String id, long now) {
        Copy known = copies.get(id);
        if (known == null) {
            return 0;
        }
        long left = known.idle > 0 ? known.expiry() - now : REMEMBER_ENDLESS_MS;
        long keep = Math.max(left, REMEMBER_MS);
        remember(id, keep, now);
        return keep;
    }

    /** A partner ended the session: a copy may still be on its way, so it is remembered known or not. */
    public synchronized void remember(String id, long keep, long now) {
        copies.remove(id);
        ended.merge(id, now + keep, Math::max);
    }

    public boolean hasEnded(String id) {
        return ended.containsKey(id);
    }

    public Map<String, Copy> all() {
        return copies;
    }

    /** Returns the ended sessions, and until when that is remembered. */
    public Map<String, Long> allEnded() {
        return ended;
    }

    /** Returns the sessions that nobody used since before that time. */
    public Set<String> expiredBefore(long time) {
        Set<String> found = new HashSet<String>();
        for (Map.Entry<String, Copy> each : copies.entrySet()) {
            if (each.getValue().expired(time)) {
                found.add(each.getKey());
            }
        }
        return found;
    }

    /** Forgets the ended sessions that can no longer come back. */
    public synchronized void sweep(long now) {
        for (Iterator<Long> i = ended.values().iterator(); i.hasNext();) {
            if (i.next() < now) {
                i.remove();
            }
        }
    }
}
