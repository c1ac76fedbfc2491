package hactl.ha;

import java.nio.charset.StandardCharsets;
import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.group.GroupChannel;
import org.apache.catalina.tribes.group.interceptors.DomainFilterInterceptor;
import org.apache.catalina.tribes.group.interceptors.EncryptInterceptor;
import org.apache.catalina.tribes.group.interceptors.MessageDispatchInterceptor;
import org.apache.catalina.tribes.group.interceptors.StaticMembershipInterceptor;
import org.apache.catalina.tribes.group.interceptors.TcpFailureDetector;
import org.apache.catalina.tribes.group.interceptors.TcpPingInterceptor;
import org.apache.catalina.tribes.membership.McastService;
import org.apache.catalina.tribes.membership.StaticMember;
import org.apache.catalina.tribes.transport.ReceiverBase;

/** Who copies to whom, as etc/hactl-ha.xml says it; makes the Tribes channel of it. */
public class Members {
    private static final int WITHOUT_MULTICAST = Channel.SND_RX_SEQ | Channel.SND_TX_SEQ;
    private static final int READ_TEST_MS = 2000;
    private static final int PING_MS = 1000;

    private final GroupChannel channel = new GroupChannel();
    private final StaticMembershipInterceptor peers = new StaticMembershipInterceptor();
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
    private String algorithm;
    private String keyVariable;

    /** The name by which a session id names this instance; a workerName that the base sets stays. */
    public void setRoute(String name) {
        route = name;
    }

    public String getRoute() {
        return route;
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

    /** How messages are encrypted; always set with a key, since the default differs between releases of Tribes. */
    public void setAlgorithm(String name) {
        algorithm = name;
    }

    /** The environment variable that holds the key; without it messages travel as they are. */
    public void setKeyVariable(String name) {
        keyVariable = name;
    }

    public boolean isDistributableOnly() {
        return distributableOnly;
    }

    /** A partner, where there is no multicast; the id is "{1,2,...}", 16 bytes, the same on every instance. */
    public void addPeer(String host, int hostPort, String id) throws Exception {
        StaticMember peer = new StaticMember(host, hostPort, 0);
        peer.setUniqueId(id);
        peer.setDomain(domain);
        peers.addStaticMember(peer);
    }

    /** Finds the partners; they can be sent to when this returns. */
    public Group start(Says says) throws Exception {
        ReceiverBase receiver = (ReceiverBase) channel.getChannelReceiver();
        receiver.setAddress(address); // the default is the host name's address, often 127.0.1.1
        receiver.setPort(port);
        receiver.setAutoBind(1); // another port than the one in the spec is an error
        MessageDispatchInterceptor dispatch = new MessageDispatchInterceptor();
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
            filter.setDomain(domain.getBytes(StandardCharsets.ISO_8859_1));
            channel.addInterceptor(filter);
        }
        if (keyVariable == null) {
            channel.addInterceptor(detector);
            channel.addInterceptor(dispatch);
        } else { // last but for the detector, whose own messages are not encrypted
            channel.addInterceptor(dispatch);
            channel.addInterceptor(encrypt());
            channel.addInterceptor(detector);
        }
        if (multicastAddress == null) {
            channel.addInterceptor(peers);
        }
        int acknowledged = Channel.SEND_OPTIONS_USE_ACK | Channel.SEND_OPTIONS_SYNCHRONIZED_ACK;
        Group group = new Group(channel, synchronous ? acknowledged : Channel.SEND_OPTIONS_ASYNCHRONOUS, says);
        channel.addChannelListener(group);
        channel.addMembershipListener(group);
        channel.start(multicastAddress == null ? WITHOUT_MULTICAST : Channel.DEFAULT);
        return group;
    }

    /** Says goodbye to the partners. */
    public void stop() throws Exception {
        channel.stop(Channel.DEFAULT);
    }

    /** With a key of another length a channel starts, and cannot send a single message. */
    private EncryptInterceptor encrypt() {
        String key = System.getenv(keyVariable);
        if (key == null || !key.matches("[0-9A-Fa-f]+") || key.length() % 16 != 0 || key.length() < 32 || key.length() > 64) {
            throw new IllegalStateException("ha: " + keyVariable + " has to be in the server's environment,"
                + " with 32, 48 or 64 hexadecimal digits");
        }
        EncryptInterceptor encrypt = new EncryptInterceptor();
        encrypt.setEncryptionAlgorithm(algorithm);
        encrypt.setEncryptionKey(key);
        return encrypt;
    }

    private void multicast() {
        McastService membership = (McastService) channel.getMembershipService();
        membership.setAddress(multicastAddress);
        membership.setPort(multicastPort);
        membership.setBind(address);
        membership.setFrequency(heartbeat);
        membership.setDropTime(dropAfter);
        membership.setDomain(domain.getBytes(StandardCharsets.ISO_8859_1));
    }
}
