package hactl.jetty10;

import hactl.ha.Copy;
import hactl.ha.Keeper;
import hactl.ha.Wire;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.server.session.AbstractSessionDataStore;
import org.eclipse.jetty.server.session.SessionContext;
import org.eclipse.jetty.server.session.SessionData;

/** Where Jetty stores the sessions of one application: with every member of the cluster. */
final class Store extends AbstractSessionDataStore {
    final Keeper keeper;
    private final Consumer<String> named;

    /** @param named is told the name that the base gives this instance */
    Store(Wire wire, Consumer<String> named) {
        keeper = new Keeper(wire, Replication.LOG);
        this.named = named;
        setGracePeriodSec(Keeper.GRACE_SECONDS);
    }

    @Override
    public void initialize(SessionContext about) throws Exception {
        super.initialize(about);
        named.accept(about.getWorkerName());
        keeper.of(about.getContext().getContextPath(), about.getVhost(), about.getWorkerName());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        keeper.start();
    }

    @Override
    protected void doStop() throws Exception {
        keeper.stop();
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

    /** Makes the data what the newest copy says; false if that cannot be read here. */
    boolean refresh(Data data) {
        Copy newest = keeper.newest(data.getId());
        Map<String, Object> values = newest == null ? null : keeper.read(data.getId(), newest, data.mark);
        if (values != null) {
            data.take(newest, values);
        }
        return values != null;
    }

    @Override
    public SessionData doLoad(String id) {
        Copy copy = keeper.newest(id);
        if (copy == null) {
            return null;
        }
        Data data = data(id, new long[] {copy.created, copy.accessed, copy.lastAccessed}, copy.idle);
        return refresh(data) ? data : null;
    }

    @Override
    public void doStore(String id, SessionData data, long lastSaveTime) {
        long[] times = {data.getCreated(), data.getAccessed(), data.getLastAccessed()};
        keeper.write(id, ((Data) data).mark, data.getAllAttributes(), times, data.getMaxInactiveMs());
    }

    @Override
    public boolean delete(String id) {
        return keeper.end(id);
    }

    // From here on the lines differ: each calls some of these.

    public boolean doExists(String id) {
        return keeper.exists(id);
    }

    public boolean exists(String id) {
        return keeper.exists(id);
    }

    public Set<String> doCheckExpired(Set<String> candidates, long time) {
        return keeper.expired(candidates, time);
    }

    public Set<String> doGetExpired(long before) {
        return keeper.expiredBefore(before);
    }

    public Set<String> doGetExpired(Set<String> candidates) {
        long now = System.currentTimeMillis();
        Set<String> expired = keeper.expired(candidates, now);
        expired.addAll(keeper.expiredBefore(now - Keeper.GRACE_SECONDS * 1000L));
        return expired;
    }

    public void doCleanOrphans(long time) {
        // sessions are kept for each application by itself
    }
}
