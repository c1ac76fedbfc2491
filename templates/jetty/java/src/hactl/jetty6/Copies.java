package hactl.jetty6;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The copies of sessions that live on partners. The newest version wins, in whatever order messages arrive; what was
 * deleted stays deleted, even if an older copy arrives late.
 */
final class Copies {
    static final long REMEMBER_DELETED_MS = 60000;

    private final Map<String, Copy> copies = new ConcurrentHashMap<String, Copy>();
    private final Map<String, Long> deleted = new ConcurrentHashMap<String, Long>();

    synchronized boolean put(String id, Copy copy) {
        Copy old = copies.get(id);
        if (deleted.containsKey(id) || (old != null && old.version >= copy.version)) {
            return false;
        }
        copies.put(id, copy);
        return true;
    }

    Copy get(String id) {
        return copies.get(id);
    }

    synchronized void forget(String id) {
        copies.remove(id);
    }

    synchronized void delete(String id, long now) {
        copies.remove(id);
        deleted.put(id, now + REMEMBER_DELETED_MS);
    }

    boolean isDeleted(String id) {
        return deleted.containsKey(id);
    }

    Map<String, Copy> all() {
        return copies;
    }

    synchronized void sweep(long now) {
        for (Iterator<Copy> i = copies.values().iterator(); i.hasNext();) {
            if (i.next().expired(now)) {
                i.remove();
            }
        }
        for (Iterator<Long> i = deleted.values().iterator(); i.hasNext();) {
            if (i.next() < now) {
                i.remove();
            }
        }
    }

    synchronized void clear() {
        copies.clear();
        deleted.clear();
    }
}
