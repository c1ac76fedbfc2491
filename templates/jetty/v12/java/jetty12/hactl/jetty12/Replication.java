package hactl.jetty12;

import hactl.ha.Group;
import hactl.ha.Members;
import hactl.ha.Says;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.DefaultSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.session.SessionCache;
import org.eclipse.jetty.session.SessionCacheFactory;
import org.eclipse.jetty.session.SessionDataStore;
import org.eclipse.jetty.session.SessionDataStoreFactory;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicates the sessions of a server's web applications: etc/hactl-ha.xml makes one and adds it to the server.
 *
 * <p>Every application that sets no session cache of its own asks here for cache and store. The channel is there when
 * the first one asks: deployers may start their applications before this bean is started.
 */
public class Replication extends AbstractLifeCycle implements SessionCacheFactory, SessionDataStoreFactory {
    static final Says LOG = new Says() {
        private final Logger log = LoggerFactory.getLogger("hactl.ha");

        @Override
        public void info(String text) {
            log.info(text);
        }

        @Override
        public void warn(String text) {
            log.warn(text);
        }
    };

    private final Members members;
    private final AtomicBoolean warned = new AtomicBoolean();
    private Group group;

    public Replication(Members members) {
        this.members = members;
    }

    @Override
    public SessionCache getSessionCache(SessionManager manager) {
        return replicates(manager) ? new Cache(manager) : new DefaultSessionCache(manager);
    }

    @Override
    public SessionDataStore getSessionDataStore(SessionManager manager) throws Exception {
        if (manager.getSessionCache() instanceof Cache) {
            return new Store(group(), this::named);
        }
        LOG.info("ha: sessions of " + manager.getContext().getContextPath()
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

    private boolean replicates(SessionManager manager) {
        if (!members.isDistributableOnly()) {
            return true;
        }
        return manager.getContext() instanceof ContextHandler.ScopedContext
            && isDistributable(((ContextHandler.ScopedContext) manager.getContext()).getContextHandler());
    }

    /** Every environment (ee8 to ee11) has a web application of its own; those of ee8 and ee9 stand inside another. */
    private static boolean isDistributable(Object application) {
        try {
            Object inner = application;
            if (application.getClass().getSimpleName().equals("CoreContextHandler")) {
                inner = application.getClass().getMethod("getContextHandler").invoke(application);
            }
            Object data = inner.getClass().getMethod("getMetaData").invoke(inner);
            return (Boolean) data.getClass().getMethod("isDistributable").invoke(data);
        } catch (ReflectiveOperationException e) { // no web application: it has no web.xml
            return false;
        }
    }
}
