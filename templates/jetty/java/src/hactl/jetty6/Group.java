package hactl.jetty6;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.tribes.Channel;
import org.apache.catalina.tribes.ChannelException;
import org.apache.catalina.tribes.ChannelListener;
import org.apache.catalina.tribes.Member;
import org.apache.catalina.tribes.MembershipListener;
import org.mortbay.log.Log;

/** The partners on a Tribes channel: which application's messages go to whom, and the sessions that a newcomer gets. */
final class Group implements Wire, ChannelListener, MembershipListener {
    /** Longest wait of an application's start for a partner's sessions. */
    static final long TRANSFER_SECONDS = 20;

    private static final String TAG = "hactl-jetty6-1";
    private static final int CAREFUL = Channel.SEND_OPTIONS_USE_ACK | Channel.SEND_OPTIONS_SYNCHRONIZED_ACK;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int ASK = 3;
    private static final int DONE = 4;

    private final Channel channel;
    private final int options;
    private final Map<String, ReplicatedSessions> applications = new ConcurrentHashMap<String, ReplicatedSessions>();
    private final Map<String, CountDownLatch> waiting = new ConcurrentHashMap<String, CountDownLatch>();
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

    Group(Channel channel, int options) {
        this.channel = channel;
        this.options = options;
    }

    @Override
    public void put(String context, String id, Copy copy) {
        send(channel.getMembers(), options, message(context, id, copy));
    }

    @Override
    public void delete(String context, String id) {
        send(channel.getMembers(), options, TAG, DELETE, context, id);
    }

    @Override
    public void join(String context, ReplicatedSessions sessions) {
        applications.put(context, sessions);
        Member[] partners = channel.getMembers();
        if (partners.length == 0) {
            return;
        }
        CountDownLatch latch = new CountDownLatch(partners.length);
        waiting.put(context, latch);
        try {
            for (Member partner : partners) {
                if (!send(new Member[] {partner}, Channel.SEND_OPTIONS_USE_ACK, TAG, ASK, context, "")) {
                    latch.countDown();
                }
            }
            if (!latch.await(TRANSFER_SECONDS, TimeUnit.SECONDS)) {
                Log.warn("ha: not every partner sent its sessions of '" + context + "' in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(context);
        }
    }

    @Override
    public void leave(String context, ReplicatedSessions sessions) {
        applications.remove(context, sessions);
    }

    @Override
    public boolean accept(Serializable message, Member from) {
        return message instanceof Object[] && ((Object[]) message).length >= 4 && TAG.equals(((Object[]) message)[0]);
    }

    @Override
    public void messageReceived(Serializable message, Member from) {
        Object[] parts = (Object[]) message;
        String context = (String) parts[2];
        String id = (String) parts[3];
        ReplicatedSessions sessions = applications.get(context);
        switch ((Integer) parts[1]) {
            case PUT:
                if (sessions != null) {
                    sessions.receive(id, copy(parts));
                }
                break;
            case DELETE:
                if (sessions != null) {
                    sessions.receiveDelete(id);
                }
                break;
            case ASK:
                answer(context, sessions, from);
                break;
            case DONE:
                CountDownLatch latch = waiting.get(context);
                if (latch != null) {
                    latch.countDown();
                }
                break;
            default: // of a newer hactl
                break;
        }
    }

    /** Sends all sessions of an application; on a thread of its own, since whoever waits may be asked himself. */
    private void answer(final String context, final ReplicatedSessions sessions, final Member to) {
        aside(new Runnable() {
            @Override
            public void run() {
                if (sessions != null) {
                    sendAll(context, sessions, to);
                }
                send(new Member[] {to}, CAREFUL, TAG, DONE, context, "");
            }
        });
    }

    private void sendAll(String context, ReplicatedSessions sessions, Member to) {
        Member[] one = {to};
        for (Map.Entry<String, Copy> each : sessions.everything().entrySet()) {
            send(one, CAREFUL, message(context, each.getKey(), each.getValue()));
        }
    }

    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "ha-transfer");
        thread.setDaemon(true);
        thread.start();
    }

    /** A partner that was frozen or cut off asks nobody: it gets all sessions unasked, and takes what is newer. */
    @Override
    public void memberAdded(final Member member) {
        Log.info("ha: partner joined: " + name(member));
        complained.clear();
        aside(new Runnable() {
            @Override
            public void run() {
                for (Map.Entry<String, ReplicatedSessions> each : applications.entrySet()) {
                    sendAll(each.getKey(), each.getValue(), member);
                }
            }
        });
    }

    @Override
    public void memberDisappeared(Member member) {
        Log.info("ha: partner gone: " + name(member));
    }

    private static String name(Member member) {
        StringBuilder host = new StringBuilder();
        for (byte each : member.getHost()) {
            host.append(host.length() == 0 ? "" : ".").append(each & 0xff);
        }
        return host + ":" + member.getPort();
    }

    /** Ages travel, not times: two hosts' clocks differ. */
    private static Object[] message(String context, String id, Copy copy) {
        long now = System.currentTimeMillis();
        return new Object[] {
            TAG, PUT, context, id, copy.version, now - copy.created, now - copy.accessed, copy.idle, copy.attributes
        };
    }

    private static Copy copy(Object[] parts) {
        long now = System.currentTimeMillis();
        return new Copy((Long) parts[4], now - (Long) parts[5], now - (Long) parts[6], (Long) parts[7], (byte[]) parts[8]);
    }

    private boolean send(Member[] to, int how, Object... message) {
        if (to.length == 0) {
            return true;
        }
        try {
            channel.send(to, message, how);
            return true;
        } catch (ChannelException e) { // the failure detector takes a dead partner out; its sessions come when it is back
            if (complained.add(String.valueOf(e.getMessage()))) {
                Log.warn("ha: a partner could not be reached: " + e.getMessage());
            }
            return false;
        }
    }
}
