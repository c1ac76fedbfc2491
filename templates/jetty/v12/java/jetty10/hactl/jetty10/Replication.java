package hactl.jetty10;

import hactl.ha.Group;
import hactl.ha.Members;
import hactl.ha.Says;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.session.DefaultSessionCache;
import org.eclipse.jetty.server.session.NullSessionDataStore;
import org.eclipse.jetty.server.session.SessionCache;
import org.eclipse.jetty.server.session.SessionCacheFactory;
import org.eclipse.jetty.server.session.SessionDataStore;
import org.eclipse.jetty.server.session.SessionDataStoreFactory;
import org.eclipse.jetty.server.session.SessionHandler;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Replicates the sessions of a server's web applications: etc/hactl-ha.xml makes one and adds it to the server.
 *
 * <p>Every application that sets no session cache of its own asks here for cache and store. The channel is there when
 * the first one asks: deployers may start their applications before this bean is started.
 */
public class Replication extends AbstractLifeCycle implements SessionCacheFactory, SessionDataStoreFactory {
    static final Says LOG = new Log();

    private final Members members;
    private final AtomicBoolean warned = new AtomicBoolean();
    private Group group;

    public Replication(Members members) {
        this.members = members;
    }

    @Override
    public SessionCache getSessionCache(SessionHandler handler) {
        return replicates(handler) ? new Cache(handler) : new DefaultSessionCache(handler);
    }

    @Override
    public SessionDataStore getSessionDataStore(SessionHandler handler) throws Exception {
        if (handler.getSessionCache() instanceof Cache) {
            return new Store(group(), this::named);
        }
        LOG.info("ha: sessions of " + ContextHandler.getCurrentContext().getContextPath()
            + " are not replicated: its web.xml has no <distributable/>");
        return new NullSessionDataStore();
    }

    /** Says it once where a base has a name of its own for this instance. */
    private void named(String worker) {
        if (!worker.equals(members.getRoute()) && warned.compareAndSet(false, true)) {
            LOG.warn("ha: this base sets workerName " + worker + ", hactl knows this instance as " + members.getRoute());
        }
    }

    @Override
    protected void doStart() throws Exception {
        group();
    }

    @Override
    protected synchronized void doStop() throws Exception {
        if (group != null) {
            members.stop();
        }
    }

    private synchronized Group group() throws Exception {
        if (group == null) {
            group = members.start(LOG);
        }
        return group;
    }

    private boolean replicates(SessionHandler handler) {
        if (!members.isDistributableOnly()) {
            return true;
        }
        ContextHandler.Context context = ContextHandler.getCurrentContext();
        return context != null && isDistributable(context.getContextHandler());
    }

    /** Jetty's web applications are in a module of their own. */
    private static boolean isDistributable(Object application) {
        try {
            Object data = application.getClass().getMethod("getMetaData").invoke(application);
            return (Boolean) data.getClass().getMethod("isDistributable").invoke(data);
        } catch (ReflectiveOperationException e) { // no web application: it has no web.xml
            return false;
        }
    }
}
