package hactl.jetty6;

import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.group.GroupChannel;
import org.apache.catalina.tribes.group.interceptors.DomainFilterInterceptor;
import org.apache.catalina.tribes.group.interceptors.MessageDispatch15Interceptor;
import org.apache.catalina.tribes.group.interceptors.StaticMembershipInterceptor;
import org.apache.catalina.tribes.group.interceptors.TcpFailureDetector;
import org.apache.catalina.tribes.group.interceptors.TcpPingInterceptor;
import org.apache.catalina.tribes.membership.McastService;
import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.catalina.tribes.transport.ReceiverBase;
import org.mortbay.component.AbstractLifeCycle;
import org.mortbay.component.Container;
import org.mortbay.jetty.Handler;
import org.mortbay.jetty.Server;
import org.mortbay.jetty.SessionManager;
import org.mortbay.jetty.servlet.HashSessionIdManager;
import org.mortbay.jetty.servlet.HashSessionManager;
import org.mortbay.jetty.webapp.WebAppContext;
import org.mortbay.log.Log;

/**
 * Replicates the sessions of a server's web applications: etc/jetty-ha.xml makes one and adds it to the server.
 *
 * <p>Starts the Tribes channel and gives every web application that has Jetty's plain session manager a replicating
 * one with the same settings, so that neither jetty.xml nor contexts/*.xml is edited. Deployers have made their
 * contexts before this starts; contexts that are deployed later are caught when they join the server.
 */
public class Replication extends AbstractLifeCycle implements Container.Listener {
    private static final int WITHOUT_MULTICAST = Channel.SND_RX_SEQ | Channel.SND_TX_SEQ;
    private static final int READ_TEST_MS = 2000;
    private static final int PING_MS = 1000;

    private final Server server;
    private final GroupChannel channel = new GroupChannel();
    private final StaticMembershipInterceptor peers = new StaticMembershipInterceptor();
    private Group group;
    private String route;
    private String domain;
    private String address;
    private int port;
    private String multicastAddress;
    private int multicastPort;
    private long heartbeat = 500;
    private long dropAfter = 3000;
    private boolean synchronous = true;
    private boolean distributableOnly;

    public Replication(Server server) {
        this.server = server;
    }

    /** The name by which a session id names this instance; where jetty.xml sets a workerName, that one stays. */
    public void setRoute(String name) {
        route = name;
    }

    /** The name of the cluster: strangers on the same address and port are left out. */
    public void setDomain(String name) {
        domain = name;
    }

    /** Where this instance takes its partners' messages. */
    public void setAddress(String own) {
        address = own;
    }

    public void setPort(int own) {
        port = own;
    }

    /** Where the instances find each other; without it only `addPeer` counts. */
    public void setMulticastAddress(String group) {
        multicastAddress = group;
    }

    public void setMulticastPort(int group) {
        multicastPort = group;
    }

    public void setHeartbeat(long milliseconds) {
        heartbeat = milliseconds;
    }

    public void setDropAfter(long milliseconds) {
        dropAfter = milliseconds;
    }

    /** True: a request is answered after the partners have the session. */
    public void setSynchronous(boolean wait) {
        synchronous = wait;
    }

    /** True: only applications whose web.xml has &lt;distributable/&gt;. */
    public void setDistributableOnly(boolean only) {
        distributableOnly = only;
    }

    /** A partner, where there is no multicast; the id is "{1,2,...}", 16 bytes, the same on every instance. */
    public void addPeer(String host, int hostPort, String id) throws Exception {
        StaticMember peer = new StaticMember(host, hostPort, 0);
        peer.setUniqueId(id);
        peer.setDomain(domain);
        peers.addStaticMember(peer);
    }

    @Override
    protected void doStart() throws Exception {
        nameInstance();
        build();
        channel.start(multicastAddress == null ? WITHOUT_MULTICAST : Channel.DEFAULT);
        for (Handler each : server.getChildHandlersByClass(WebAppContext.class)) {
            convert((WebAppContext) each);
        }
        server.getContainer().addEventListener(this);
    }

    @Override
    protected void doStop() throws Exception {
        server.getContainer().removeEventListener(this);
        channel.stop(Channel.DEFAULT);
    }

    private void nameInstance() {
        if (server.getSessionIdManager() == null) {
            server.setSessionIdManager(new HashSessionIdManager());
        }
        if (!(server.getSessionIdManager() instanceof HashSessionIdManager)) {
            throw new IllegalStateException("ha: jetty.xml sets a sessionIdManager that is no HashSessionIdManager");
        }
        HashSessionIdManager ids = (HashSessionIdManager) server.getSessionIdManager();
        if (ids.getWorkerName() == null) {
            ids.setWorkerName(route);
        } else if (!ids.getWorkerName().equals(route)) {
            Log.warn("ha: jetty.xml sets workerName " + ids.getWorkerName() + ", hactl knows this instance as " + route);
        }
    }

    private void build() throws Exception {
        ReceiverBase receiver = (ReceiverBase) channel.getChannelReceiver();
        receiver.setAddress(address); // the default is the host name's address, often 127.0.1.1
        receiver.setPort(port);
        receiver.setAutoBind(1); // another port than the one in the spec is an error
        MessageDispatch15Interceptor dispatch = new MessageDispatch15Interceptor();
        dispatch.setMaxThreads(1); // two would overtake each other
        dispatch.setMaxSpareThreads(1);
        TcpFailureDetector detector = new TcpFailureDetector();
        detector.setPerformReadTest(true); // a frozen partner's kernel still accepts: only reading tells
        detector.setReadTestTimeout(READ_TEST_MS);
        if (multicastAddress == null) {
            TcpPingInterceptor ping = new TcpPingInterceptor();
            ping.setInterval(PING_MS);
            channel.addInterceptor(ping);
        } else {
            multicast();
            DomainFilterInterceptor filter = new DomainFilterInterceptor();
            filter.setDomain(domain.getBytes("ISO-8859-1"));
            channel.addInterceptor(filter);
        }
        channel.addInterceptor(detector);
        channel.addInterceptor(dispatch);
        if (multicastAddress == null) {
            channel.addInterceptor(peers);
        }
        int acknowledged = Channel.SEND_OPTIONS_USE_ACK | Channel.SEND_OPTIONS_SYNCHRONIZED_ACK;
        group = new Group(channel, synchronous ? acknowledged : Channel.SEND_OPTIONS_ASYNCHRONOUS);
        channel.addChannelListener(group);
        channel.addMembershipListener(group);
    }

    private void multicast() throws Exception {
        McastService membership = (McastService) channel.getMembershipService();
        membership.setAddress(multicastAddress);
        membership.setPort(multicastPort);
        membership.setBind(address);
        membership.setFrequency(heartbeat);
        membership.setDropTime(dropAfter);
        membership.setDomain(domain.getBytes("ISO-8859-1"));
    }

    @Override
    public void add(Container.Relationship relation) {
        if (relation.getChild() instanceof WebAppContext) {
            convert((WebAppContext) relation.getChild());
        }
    }

    @Override
    public void remove(Container.Relationship relation) {
        // its session manager says goodbye itself
    }

    @Override
    public void addBean(Object bean) {
        // none of ours
    }

    @Override
    public void removeBean(Object bean) {
        // none of ours
    }

    private void convert(WebAppContext application) {
        if (application.isStarted() || application.isStarting() || application.getSessionHandler() == null) {
            return;
        }
        SessionManager found = application.getSessionHandler().getSessionManager();
        if (found == null || found.getClass() != HashSessionManager.class) {
            Log.info("ha: sessions of " + application.getContextPath() + " are left to " + found);
            return;
        }
        ReplicatedSessions ours = new ReplicatedSessions(group, application, distributableOnly);
        copySettings((HashSessionManager) found, ours);
        application.getSessionHandler().setSessionManager(ours);
    }

    private static void copySettings(HashSessionManager from, HashSessionManager to) {
        to.setSessionCookie(from.getSessionCookie());
        to.setSessionURL(from.getSessionURL());
        to.setSessionDomain(from.getSessionDomain());
        to.setSessionPath(from.getSessionPath());
        to.setMaxCookieAge(from.getMaxCookieAge());
        to.setRefreshCookieAge(from.getRefreshCookieAge());
        to.setHttpOnly(from.getHttpOnly());
        to.setSecureCookies(from.getSecureCookies());
        to.setUsingCookies(from.isUsingCookies());
        to.setNodeIdInSessionId(from.isNodeIdInSessionId());
        to.setMaxInactiveInterval(from.getMaxInactiveInterval());
        to.setScavengePeriod(from.getScavengePeriod());
    }
}
